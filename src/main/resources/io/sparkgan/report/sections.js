// The sections of the page, each an element or null.

const figure = (term, value, beside) =>
  el("div", {}, el("dt", {}, term), el("dd", {}, value, el("span", { class: "beside" }, beside)));

const fact = (term, value, attributes = {}) =>
  known(value) && value !== ""
    ? el("div", attributes, el("dt", {}, term), el("dd", {}, value))
    : null;

const scoreFigure = (run, score, name) => {
  const { value, floor, round } = bestScore(run, score);
  return known(value) ? figure(name, shown(value), `best round (${round}); real images ${shown(floor)}`) : null;
};

const headline = (run) => {
  const { rounds, steps, images, workers, wall_ms: millis } = run.totals;
  const trained = rounds > 0;
  return el(
    "dl",
    { class: "figures" },
    figure("Rounds", progress(run), trained ? `${whole(steps)} local steps of each worker` : "none yet"),
    trained ? figure("Images trained", whole(images), `by ${whole(workers)} workers`) : null,
    trained ? figure("Images per second", whole(Math.round(pace(run))), `${time(millis)} in all rounds`) : null,
    scoreFigure(run, "frechet_distance", "Fréchet distance"),
    scoreFigure(run, "mnist_score", "MNIST score"),
  );
};

const facts = (run) => {
  const versions = Object.entries(run.versions).map(([name, version]) => `${name} ${version}`);
  return section(
    "run",
    "The run",
    null,
    el(
      "dl",
      { class: "facts" },
      fact("Recipe", setting(run, "recipe.name")),
      fact("Objective", setting(run, "recipe.objective")),
      fact("Workers", known(run.totals.workers) ? whole(run.totals.workers) : null),
      fact("Local steps in a round", whole(setting(run, "training.localSteps"))),
      fact("Seed", run.seed),
      fact("Data", `${setting(run, "data.uri") ?? ""} · ${whole(run.images)} images`),
      fact("Computed with", computed(run)),
      fact("Begun", run.created.replace("T", " ").replace("Z", " UTC")),
      fact("Begun from", run.initFrom),
      fact("Folder", el("code", {}, run.uri), { class: "wide" }),
      run.state
        ? fact(`State after round ${run.state.round}, SHA-256`, el("code", { id: "digest" }, run.state.sha256), {
            class: "wide",
          })
        : null,
      fact("Made with", versions.join(" · "), { class: "wide" }),
    ),
  );
};

const scoreTables = (run) => {
  const tables = protocols.map((protocol) => {
    const curves = run.scores[protocol];
    const last = rowAt(curves);
    const best = run.best ? rowAt(curves, run.best.round) : -1;
    const apart = best >= 0 && best !== last;
    const row = ([score, name, better]) =>
      known(valueAt(curves, score, last))
        ? el(
            "tr",
            {},
            el("th", { scope: "row" }, name, " ", el("span", { class: "hint" }, better)),
            apart ? el("td", {}, shown(valueAt(curves, score, best))) : null,
            el("td", {}, shown(valueAt(curves, score, last))),
            el("td", {}, shown(valueAt(curves, `${score}_floor`, last))),
          )
        : null;
    const head = (text) => el("th", { scope: "col" }, text);
    return el(
      "table",
      { class: "scores", "data-protocol": protocol },
      el("caption", { class: "hint" }, `protocol ${protocol}`),
      el(
        "thead",
        {},
        el(
          "tr",
          {},
          head("Score"),
          apart ? head(`Round ${run.best.round}, best`) : null,
          head(`Round ${curves.round[last]}, ${best === last ? "best" : "last"}`),
          head("Real images"),
        ),
      ),
      el("tbody", {}, SCORES.map(row)),
    );
  });
  return tables.length
    ? section(
        "scores",
        "Scores",
        "What the judge says of generated images after the best and after the last evaluated round, and of as many real ones: the floor.",
        tables,
      )
    : null;
};

const comparedTable = (heads, rows) =>
  el(
    "table",
    { class: "compared", role: "table" },
    el("thead", { role: "rowgroup" },
      el("tr", { role: "row" }, heads.map((head) => el("th", { scope: "col", role: "columnheader" }, head)))),
    el(
      "tbody",
      { role: "rowgroup" },
      rows.map(([first, ...rest]) =>
        el(
          "tr",
          { role: "row" },
          el("th", { scope: "row", role: "rowheader" }, first),
          rest.map((value, i) => el("td", { role: "cell", "data-label": heads[i + 1] }, value)),
        ),
      ),
    ),
  );

const comparison = () => {
  const distances = runs.map((run) => bestScore(run, "frechet_distance"));
  const sideBySide = section(
    "compared",
    "Side by side",
    "Scores are those of each run’s best round; the floor is what as many real images get.",
    comparedTable(
      ["Run", "Recipe", "Workers", "Rounds", "Images trained", "Images per second", "Best round",
        "Fréchet distance", "its floor", "MNIST score"],
      runs.map((run, i) => [
        run.name,
        setting(run, "recipe.name") ?? "–",
        whole(run.totals.workers),
        progress(run),
        whole(run.totals.images),
        known(pace(run)) ? whole(Math.round(pace(run))) : "–",
        whole(run.best?.round),
        shown(distances[i].value),
        shown(distances[i].floor),
        shown(bestScore(run, "mnist_score").value),
      ]),
    ),
  );
  const flat = runs.map((run) => new Map(flattened(run.configuration)));
  const keys = [...new Set(flat.flatMap((map) => [...map.keys()]))].sort();
  const differing = keys.filter((key) => new Set(flat.map((map) => map.get(key))).size > 1);
  const differences = section(
    "differences",
    "Settings that differ",
    differing.length ? null : "None: all settings are the same.",
    differing.length
      ? comparedTable(
          ["Setting", ...runs.map((run) => run.name)],
          differing.map((key) => [el("code", {}, key), ...flat.map((map) => map.get(key) ?? "–")]),
        )
      : null,
  );
  return [sideBySide, differences];
};

const samples = () => {
  const rounds = [...new Set(runs.flatMap((run) => run.grids.map((grid) => grid.round)))].sort((a, b) => a - b);
  if (!rounds.length) {
    return null;
  }
  const pictures = runs
    .filter((run) => run.grids.length)
    .map((run) => ({ run, image: el("img", { decoding: "async" }), caption: el("figcaption") }));
  const label = el("label", { for: "round" });
  const slider = el("input", {
    id: "round", type: "range", min: 0, max: rounds.length - 1, step: 1, value: rounds.length - 1,
  });
  const show = () => {
    const round = rounds[slider.value];
    label.textContent = `Round ${round}`;
    slider.setAttribute("aria-valuetext", `round ${round}`);
    pictures.forEach(({ run, image, caption }) => {
      const grid = run.grids.findLast((it) => it.round <= round) ?? run.grids[0];
      image.src = `data:image/png;base64,${grid.png}`;
      image.alt = `Grid of images that the generator of run ${run.name} made after round ${grid.round}`;
      caption.textContent = `${several ? `${run.name}, ` : ""}after round ${grid.round}`;
    });
  };
  slider.addEventListener("input", show);
  show();
  return section(
    "samples",
    "Samples",
    "Made of the same noise after each round; round 0 is the untrained generator. The arrow keys move the slider.",
    el("div", { class: "slider" }, label, slider),
    el("div", { class: pictures.length > 1 ? "slides" : "slides one" },
      pictures.map(({ image, caption }) => el("figure", {}, image, caption))),
  );
};

const line = (run, column, label) => ({ label, rounds: run.curves.round, values: run.curves[column] });

/** One chart of several columns of a run, or of several runs one chart a column. */
const curveCharts = ({ id, title, about, columns, range }) =>
  several
    ? columns.map(([column, label]) =>
        chartOf({
          id: column, about, range,
          title: columns.length > 1 ? `${title}: ${label}` : title,
          lines: runs.map((run) => line(run, column, run.name)),
        }))
    : [chartOf({ id, title, about, range, lines: columns.map(([column, label]) => line(runs[0], column, label)) })];

const scoreLine = (run, protocol, column, label) => {
  const curves = run.scores[protocol];
  return { label, rounds: curves?.round ?? [], values: curves?.[column] ?? [], floor: column.endsWith("_floor") };
};

/** The floor of all runs, if they have the same. */
const floorLine = (protocol, score) => {
  const lines = runs.map((run) => scoreLine(run, protocol, `${score}_floor`, "real images"));
  const values = new Set(lines.flatMap((it) => it.values.filter(known).map((value) => value.toPrecision(6))));
  return several && values.size !== 1 ? [] : [lines.reduce((a, b) => (b.rounds.length > a.rounds.length ? b : a))];
};

const scoreCharts = () =>
  protocols.flatMap((protocol) =>
    SCORES.slice(0, 5).map(([score, name, better]) =>
      chartOf({
        id: `${protocol}-${score}`,
        title: protocols.length > 1 ? `${name}, ${protocol}` : name,
        about: better,
        log: score === "frechet_distance" || score === "kernel_distance",
        lines: [
          ...runs.map((run) => scoreLine(run, protocol, score, several ? run.name : "generated")),
          ...floorLine(protocol, score),
        ],
      })));

const curves = () => {
  const all = [
    ...curveCharts({
      id: "losses", title: "Losses", about: "means over workers and local steps",
      columns: [["d_loss", "discriminator"], ["g_loss", "generator"]],
    }),
    ...curveCharts({
      id: "outputs", title: "Discriminator’s output", about: "mean probability of being real, 0 to 1", range: [0, 1],
      columns: [["d_real_probability", "real images"], ["d_generated_probability", "generated images"]],
    }),
    ...scoreCharts(),
    ...curveCharts({
      id: "drift", title: "Drift", about: "how far the workers are from their average, relative to it",
      columns: [["generator_relative_drift", "generator"], ["discriminator_relative_drift", "discriminator"]],
    }),
    ...curveCharts({
      id: "throughput", title: "Throughput", about: "real images of all workers per second of a round",
      columns: [["images_per_s", "images per second"]],
    }),
  ].filter(known);
  return all.length
    ? section("curves", "Curves", "By round. The mouse, or the arrow keys on a chart, say the values.",
        el("div", { class: "charts" }, all))
    : null;
};

const PHASES = [
  ["broadcast_wall_ms", "Broadcast", "hands the state out", "--c4"],
  ["train_wall_ms", "Training", "local steps of the workers", "--c0"],
  ["average_wall_ms", "Averaging", "slowest reducer", "--c2"],
  ["commit_wall_ms", "Commit", "samples, tables and checkpoint", "--c1"],
];

const phases = (run) => {
  const rounds = run.totals.rounds;
  const total = sum(PHASES.map(([column]) => run.totals[column]));
  const share = (column) => run.totals[column] / total;
  const bar = el("div", { class: "bar", "aria-hidden": "true" });
  PHASES.forEach(([column, , , colour]) => {
    const part = el("span");
    part.style.flex = `${share(column)} 0 0`;
    part.style.background = `var(${colour})`;
    bar.append(part);
  });
  const rows = PHASES.map(([column, name, about, colour]) => {
    const box = el("span", { class: "swatch", "aria-hidden": "true" });
    box.style.background = `var(${colour})`;
    return el("tr", { "data-phase": column }, el("th", { scope: "row" }, box, name, " ", el("span", { class: "hint" }, about)),
      el("td", {}, time(run.totals[column] / rounds)),
      el("td", {}, `${(100 * share(column)).toFixed(1)} %`));
  });
  return el("div", { class: "phases" }, several ? el("h3", {}, run.name) : null, bar, el("table", {}, el("tbody", {}, rows)));
};

const scoring = (run) => {
  const first = Object.values(run.scores)[0];
  return first?.round.length
    ? `Scoring took ${time(sum(first.wall_ms) / first.round.length)} on average after each of ${whole(first.round.length)} evaluated rounds, besides.`
    : "";
};

const times = () => {
  const timed = runs.filter((run) => run.totals.wall_ms > 0);
  return timed.length
    ? section("time", "Where the time of a round goes",
        `Means over all rounds. ${several ? "" : scoring(runs[0])}`, timed.map(phases))
    : null;
};

const flattened = (value, path = "") => {
  if (Array.isArray(value)) {
    return value.some((it) => typeof it === "object" && it !== null)
      ? value.flatMap((it, i) => [[`${path}[${i}]`, spelled(it)]])
      : [[path, value.join(", ")]];
  }
  return typeof value === "object" && value !== null
    ? Object.entries(value).flatMap(([key, inner]) => flattened(inner, path ? `${path}.${key}` : key))
    : [[path, known(value) ? String(value) : "–"]];
};

/** A layer as its type and what else it has. */
const spelled = (layer) => {
  const { type, ...rest } = layer;
  const others = Object.entries(rest).map(([key, value]) => `${key} ${value}`);
  return [type, ...others].filter(known).join(", ");
};

const settings = (run) =>
  el(
    "div",
    { class: "settings" },
    several ? el("h3", {}, run.name) : null,
    Object.entries(run.configuration).map(([name, value]) =>
      el("details", {}, el("summary", {}, name),
        el("dl", {}, flattened(value).flatMap(([key, text]) => [
          el("dt", {}, el("code", {}, key)), el("dd", {}, text)])))),
  );

const effective = () =>
  section("settings", "Settings", "The effective configuration, as run.json has it.", runs.map(settings));
