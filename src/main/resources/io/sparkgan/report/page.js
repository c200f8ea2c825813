// The page itself.

const byId = (id) => document.getElementById(id);

const names = runs.map((run) => run.name);
const title = several ? `${names.slice(0, -1).join(", ")} and ${names.at(-1)}` : names[0];
document.title = `${title} · sparkgan`;
byId("title").textContent = title;
byId("kind").textContent = several ? "sparkgan · runs compared" : "sparkgan · run";
byId("lead").textContent = several ? `${runs.length} runs` : (setting(runs[0], "recipe.description") ?? "");

const notes = runs.flatMap((run) => run.notes.map((note) => `${several ? `${run.name}: ` : ""}${note}.`));
if (notes.length) {
  byId("main").append(
    el("ul", { class: "notes", "aria-label": "What is not shown" }, notes.map((note) => el("li", {}, note))),
  );
}

const [run] = runs;
const parts = several
  ? [...comparison(), samples(), curves(), times(), effective()]
  : [headline(run), el("div", { class: "pair" }, samples(), scoreTables(run)), curves(), times(), facts(run), effective()];
byId("main").append(...parts.filter(known));
watch();
