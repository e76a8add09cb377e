"""What a user may set, and where from: flag > environment (KG_NAME) > settings file > default."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from kg.errors import SettingsError

# The ontology's files are written with this base; every IRI of the project begins with it.
BASE = "https://w3id.org/vnkg/"


@dataclass(frozen=True, slots=True)
class Settings:
    """`base`: the IRI that all IRIs of the graph begin with; `tagger`: as --tagger; `jobs`: number of processes;
    `questions`: a folder of .rq files that join the saved questions, or ""."""

    base: str = BASE
    tagger: str = "rules"
    jobs: int = 1
    questions: str = ""


def load(
    flags: Mapping[str, Any] | None = None, env: Mapping[str, str] | None = None, file: Path | None = None
) -> Settings:
    """The settings in force. Flags that are None count as not given.

    `file` defaults to $KG_SETTINGS, else none is read. Raises SettingsError for an unknown name or a bad value.
    """
    env = os.environ if env is None else env
    if file is None and env.get("KG_SETTINGS"):
        file = Path(env["KG_SETTINGS"])
    names = [f.name for f in fields(Settings)]
    values: dict[str, Any] = {}
    if file:
        for name, value in _read(file).items():
            if name not in names:
                raise SettingsError(
                    f"unknown setting {name!r}", where=str(file), remedy=f"known settings: {', '.join(names)}"
                )
            values[name] = _checked(name, value, str(file))
    for name in names:
        if (variable := f"KG_{name.upper()}") in env:
            values[name] = _checked(name, env[variable], variable)
        if flags and flags.get(name) is not None:
            values[name] = _checked(name, flags[name], f"--{name}")
    return Settings(**values)


_current: Settings | None = None


def current() -> Settings:
    """The settings of this process: those that `use` set, else those of environment and file."""
    global _current
    if _current is None:
        _current = load()
    return _current


def use(settings: Settings) -> None:
    """Make these the settings of this process. The base must be set before the first IRI is made."""
    global _current
    _current = settings


def _read(file: Path) -> dict[str, Any]:
    import tomllib  # only where there is a file: keeps start-up short

    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as e:
        raise SettingsError(f"cannot read the settings file: {e.strerror}", where=str(file)) from e
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as e:
        raise SettingsError(f"the settings file is not TOML: {e}", where=str(file)) from e


def _checked(name: str, value: Any, where: str) -> Any:
    if name == "jobs":
        try:
            jobs = int(value)
        except (TypeError, ValueError):
            jobs = 0
        if jobs < 1:
            raise SettingsError(f"{value!r} is no number of processes", where=where, remedy="give 1 or more")
        return jobs
    if not isinstance(value, str) or not value.strip():
        raise SettingsError(f"{value!r} is no {name}", where=where, remedy="give a text")
    if name == "base" and not (value.startswith(("http://", "https://")) and value.endswith(("/", "#"))):
        raise SettingsError(f"{value!r} is no base IRI", where=where, remedy='it looks like "https://example.org/kg/"')
    return value
