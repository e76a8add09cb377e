// Story steps: an ordered list of states, each with a title and a text, that an editor wrote for this page.

const STORY = (DATA.story || []).map(([title, text, hash]) => ({ title, text, hash }));

function showStory(before) {
  if (!STORY.length) return;
  const bar = $("story");
  bar.hidden = state.step === null;
  document.body.classList.toggle("telling", state.step !== null);
  if (state.step === null || (!before.first && before.step === state.step)) return;
  const { title, text } = STORY[state.step];
  $("story-title").textContent = title;
  $("story-text").replaceChildren(...text.split(/\n\s*\n/).map((paragraph) => el("p", { text: paragraph.replace(/\s+/g, " ").trim() })));
  $("story-at").textContent = t("storyAt", state.step + 1, STORY.length);
  // A button at the end stays where the focus is, and says that it leads nowhere.
  $("story-back").setAttribute("aria-disabled", String(state.step === 0));
  $("story-next").setAttribute("aria-disabled", String(state.step === STORY.length - 1));
  bar.scrollTop = 0;
}

/** Go to a step, whatever the reader has chosen meanwhile. */
function goToStep(number) {
  if (number < 0 || number >= STORY.length) return;
  change({ ...readState(STORY[number].hash), step: number });
}

function startStory() {
  if (!STORY.length) return;
  $("story-back").addEventListener("click", () => goToStep(state.step - 1));
  $("story-next").addEventListener("click", () => goToStep(state.step + 1));
  $("story-end").addEventListener("click", () => { change({ step: null }); $("search").focus(); });
  // The text of the step is read out; the panel, which follows it, would talk over it.
  $("panel").setAttribute("aria-live", "off");
}

/** Keys of the story: n and p anywhere, and the arrows while the focus is on its buttons. */
function storyKeys(event) {
  if (state.step === null) return false;
  const arrows = $("story").contains(event.target);
  if (event.key === "n" || (arrows && event.key === "ArrowRight")) goToStep(state.step + 1);
  else if (event.key === "p" || (arrows && event.key === "ArrowLeft")) goToStep(state.step - 1);
  else return false;
  event.preventDefault();
  return true;
}
