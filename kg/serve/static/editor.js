// The query editor on the page /editor: YASGUI, pointed at this server alone.
"use strict";
(async () => {
  const root = document.getElementById("yasgui");
  // Its own completers ask other servers for names.
  Yasgui.Yasqe.defaults.autocompleters = ["variables"];
  const yasgui = new Yasgui(root, {
    autofocus: false,
    copyEndpointOnNewTab: true,
    persistenceId: null,
    populateFromUrl: false,
    requestConfig: { endpoint: root.dataset.endpoint, method: "POST" },
    endpointCatalogueOptions: { getData: () => [{ endpoint: root.dataset.endpoint }] },
    yasqe: { value: root.dataset.query, persistenceId: null, createShareableLink: null },
    yasr: { prefixes: JSON.parse(root.dataset.prefixes), persistenceId: null },
  });
  const { questions } = await (await fetch(root.dataset.questions)).json();
  const choice = document.getElementById("saved");
  for (const question of questions) {
    choice.add(new Option(question[document.documentElement.lang], question.name));
  }
  choice.addEventListener("change", () => {
    const chosen = questions.find((question) => question.name === choice.value);
    if (chosen) yasgui.getTab().setQuery(chosen.query);
  });
  document.documentElement.dataset.ready = "1";
})();
