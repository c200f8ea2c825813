(() => {
  "use strict";

  const { runs } = JSON.parse(document.getElementById("data").textContent);
  const several = runs.length > 1;
  const main = document.getElementById("main");
  const charts = [];

  // --- Elements and figures ---

  const known = (value) => value !== null && value !== undefined;

  /** An element; texts among its children are texts, whatever is in them. */
  const el = (name, attributes = {}, ...children) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      element.setAttribute(key, value);
    }
    element.append(...children.flat(Infinity).filter(known));
    return element;
  };

  const whole = (value) => (known(value) ? Number(value).toLocaleString("en") : "–");

  /** A number with as many digits as one reads. */
  const shown = (value) => {
    if (!known(value)) {
      return "–";
    }
    const size = Math.abs(value);
    if (size !== 0 && (size < 1e-3 || size >= 1e7)) {
      return value.toExponential(2);
    }
    return value.toLocaleString("en", { maximumSignificantDigits: size >= 1000 ? 6 : 4 });
  };

  const time = (millis) => {
    if (millis < 1000) {
      return `${millis < 10 ? millis.toFixed(1) : Math.round(millis)} ms`;
    }
    const seconds = millis / 1000;
    if (seconds < 120) {
      return `${seconds.toFixed(1)} s`;
    }
    const minutes = Math.round(seconds / 60);
    return minutes < 120 ? `${minutes} min` : `${(seconds / 3600).toFixed(1)} h`;
  };

  const at = (object, path) => path.split(".").reduce((inner, key) => inner?.[key], object);
  const setting = (run, path) => at(run.configuration, path);
  const sum = (values) => values.reduce((a, b) => a + b, 0);

  const section = (id, title, about, ...children) =>
    el(
      "section",
      { id, "aria-labelledby": `${id}-title` },
      el("h2", { id: `${id}-title` }, title),
      about ? el("p", {}, about) : null,
      children,
    );

  const SCORES = [
    ["frechet_distance", "Fréchet distance", "lower is better"],
    ["mnist_score", "MNIST score", "higher is better"],
    ["kernel_distance", "Kernel distance", "lower is better"],
    ["precision", "Precision", "higher is better"],
    ["recall", "Recall", "higher is better"],
    ["digit_histogram_distance", "Distance of the digits’ histogram", "lower is better"],
    ["missing_digits", "Missing digits", "lower is better"],
    ["mean_confidence", "Mean confidence of the judge", ""],
    ["memorisation", "Memorisation", "below 1 is nearer to training images than real ones are"],
    ["as_asked", "Share of the class asked for", "higher is better"],
  ];
  const nameOf = (score) => SCORES.find(([column]) => column === score)[1];

  const protocols = [...new Set(runs.flatMap((run) => Object.keys(run.scores)))];

  /** The row of curves where a round is; of none, the last one. */
  const rowAt = (curves, round) => {
    const found = curves ? curves.round.indexOf(round) : -1;
    return known(round) ? found : (curves?.round.length ?? 0) - 1;
  };
  const valueAt = (curves, column, row) => (row < 0 ? null : curves?.[column]?.[row]);

  // --- What a run is ---

  const pace = (run) =>
    run.totals.wall_ms > 0 ? (run.totals.images * 1000) / run.totals.wall_ms : null;

  const progress = (run) => {
    const planned = setting(run, "training.rounds");
    return known(planned) ? `${whole(run.rounds)} of ${whole(planned)}` : whole(run.rounds);
  };

  const bestScore = (run, score) => {
    const curves = run.best && run.scores[run.best.protocol];
    const row = run.best ? rowAt(curves, run.best.round) : -1;
    return {
      value: valueAt(curves, score, row),
      floor: valueAt(curves, `${score}_floor`, row),
      round: run.best?.round,
    };
  };

  const computed = (run) =>
    [setting(run, "compute.backend"), setting(run, "compute.precision")].filter(known).join(", ");

  const figure = (term, value, beside) =>
    el("div", {}, el("dt", {}, term), el("dd", {}, value, el("span", { class: "beside" }, beside)));

  const fact = (term, value, attributes = {}) =>
    known(value) && value !== ""
      ? el("div", attributes, el("dt", {}, term), el("dd", {}, value))
      : null;

  const headline = (run) => {
    const distance = bestScore(run, "frechet_distance");
    const score = bestScore(run, "mnist_score");
    const of = (it) => `best round (${it.round}); real images ${shown(it.floor)}`;
    return el(
      "dl",
      { class: "figures" },
      figure("Rounds", progress(run), `${whole(run.totals.steps)} local steps of each worker`),
      figure("Images trained", whole(run.totals.images), `by ${whole(run.totals.workers)} workers`),
      figure("Images per second", known(pace(run)) ? whole(Math.round(pace(run))) : "–",
        `${time(run.totals.wall_ms)} in all rounds`),
      known(distance.value) ? figure("Fréchet distance", shown(distance.value), of(distance)) : null,
      known(score.value) ? figure("MNIST score", shown(score.value), of(score)) : null,
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
            apart ? head(`Best, ${run.best.round}`) : null,
            head(`${best === last ? "Best and last" : "Last"}, ${curves.round[last]}`),
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

  // --- Several runs side by side ---

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

  // --- Samples ---

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

  // --- Charts ---

  const DASHES = [[], [7, 4], [2, 3], [9, 3, 2, 3]];
  const style = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  /** How a line looks: a colour, and a dash besides, for those who do not see colours. */
  const look = (index, floor) => ({
    colour: floor ? "--floor" : `--c${index % 8}`,
    dash: floor ? [2, 4] : DASHES[index % DASHES.length],
  });

  const swatch = ({ colour, dash }) => {
    const name = "http://www.w3.org/2000/svg";
    const svg = document.createElementNS(name, "svg");
    const line = document.createElementNS(name, "line");
    Object.entries({ x1: 0, x2: 22, y1: 4, y2: 4, "stroke-width": 2.5, "stroke-dasharray": dash.join(" ") })
      .forEach(([key, value]) => line.setAttribute(key, value));
    line.style.stroke = `var(${colour})`;
    svg.setAttribute("aria-hidden", "true");
    svg.append(line);
    return svg;
  };

  /** Lines with the rounds of all of them: a line has a gap where it has no value. */
  const aligned = (lines) => {
    const rounds = [...new Set(lines.flatMap((line) => line.rounds))].sort((a, b) => a - b);
    return [
      rounds,
      ...lines.map((line) => {
        const values = new Map(line.rounds.map((round, i) => [round, line.values[i]]));
        return rounds.map((round) => values.get(round) ?? null);
      }),
    ];
  };

  const logarithmic = (data) => {
    const values = data.slice(1).flat().filter(known);
    return Math.min(...values) > 0 && Math.max(...values) > 50 * Math.min(...values);
  };

  /** All charts have the same rounds, so that what is above each other belongs together. */
  const roundRange = () => {
    const rounds = charts.flatMap((chart) => [chart.data[0][0], chart.data[0].at(-1)]);
    const [first, last] = [Math.min(...rounds), Math.max(...rounds)];
    return first === last ? [first - 1, last + 1] : [first, last];
  };

  const options = (chart, width) => {
    const axis = {
      stroke: style("--soft"),
      font: "12px system-ui, sans-serif",
      grid: { stroke: style("--grid"), width: 1 },
      ticks: { show: false },
    };
    const few = chart.data[0].length < 60;
    return {
      width,
      height: 210,
      legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false }, sync: { key: "rounds", setSeries: false } },
      scales: {
        x: { time: false, range: roundRange() },
        y: chart.range ? { range: chart.range } : chart.log ? { distr: 3 } : {},
      },
      axes: [
        { ...axis, size: 28, gap: 4, label: "round", labelSize: 16, labelGap: 0, labelFont: axis.font, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 50000, 100000] },
        { ...axis, size: 56, gap: 6, values: (u, splits) => splits.map((v) => (known(v) ? shown(v) : "")) },
      ],
      series: [
        {},
        ...chart.lines.map((line) => ({
          label: line.label,
          stroke: style(line.look.colour),
          width: line.floor ? 1.5 : 2,
          dash: line.look.dash,
          spanGaps: true,
          points: { show: few && !line.floor && chart.data[0].length < 25, size: 6, fill: style("--ground") },
        })),
      ],
      hooks: { setCursor: [(u) => read(chart, u.cursor.idx)] },
    };
  };

  /** Says the values at a point; without one, the last of each line. */
  const read = (chart, index) => {
    const [rounds, ...lines] = chart.data;
    const pointed = known(index);
    chart.point = pointed ? index : rounds.length - 1;
    chart.readout.round.textContent = pointed ? `Round ${rounds[index]}` : "Last";
    chart.readout.values.forEach((value, i) => {
      value.textContent = shown(pointed ? lines[i][index] : lines[i].findLast(known));
    });
  };

  const draw = (chart) => {
    chart.uplot?.destroy();
    const width = chart.plot.clientWidth;
    chart.uplot = new uPlot(options(chart, width), chart.data, chart.plot);
    read(chart, null);
  };

  /** Arrow keys walk along the curve as the mouse does. */
  const walk = (chart, event) => {
    const last = chart.data[0].length - 1;
    const to = { ArrowLeft: chart.point - 1, ArrowRight: chart.point + 1, Home: 0, End: last }[event.key];
    if (to === undefined) {
      return;
    }
    event.preventDefault();
    const point = Math.max(0, Math.min(last, to));
    const left = chart.uplot.valToPos(chart.data[0][point], "x");
    chart.uplot.setCursor({ left, top: 10 });
    chart.readout.list.setAttribute("aria-live", "polite");
  };

  const valueTable = (chart) => {
    const body = el("div", { class: "values", tabindex: 0, role: "region", "aria-label": `Values of ${chart.title}` });
    const details = el("details", {}, el("summary", {}, "Values"), body);
    details.addEventListener("toggle", () => {
      if (details.open && !body.firstChild) {
        const head = (text) => el("th", { scope: "col" }, text);
        body.append(
          el(
            "table",
            {},
            el("thead", {}, el("tr", {}, head("Round"), chart.lines.map((line) => head(line.label)))),
            el("tbody", {}, chart.data[0].map((round, i) =>
              el("tr", {}, el("th", { scope: "row" }, round),
                chart.lines.map((line, k) => el("td", {}, shown(chart.data[k + 1][i])))))),
          ),
        );
      }
    });
    return details;
  };

  /** A chart of some lines, or nothing if none has a value. */
  const chartOf = ({ id, title, about, lines, range, log }) => {
    const drawn = lines.filter((line) => line.values.some(known));
    if (!drawn.length) {
      return null;
    }
    drawn.forEach((line, i) => {
      line.look = look(i, line.floor);
    });
    const data = aligned(drawn);
    const round = el("span", { class: "hint" });
    const values = drawn.map(() => el("b"));
    const list = el("ul", { class: "readout" }, el("li", {}, round),
      drawn.map((line, i) => el("li", {}, swatch(line.look), `${line.label} `, values[i])));
    const plot = el("div", {
      class: "plot", id: `plot-${id}`, tabindex: 0, role: "img",
      "aria-label": `${title}: ${drawn.map((line) => line.label).join(", ")} by round; arrow keys say the values`,
    });
    const chart = {
      id, title, lines: drawn, data, range, plot, log: log && logarithmic(data), readout: { round, values, list },
    };
    plot.addEventListener("keydown", (event) => walk(chart, event));
    charts.push(chart);
    return el("figure", { class: "chart", id: `chart-${id}` }, el("h3", {}, title), el("p", { class: "about" }, about),
      plot, list, valueTable(chart));
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

  const watch = () => {
    charts.forEach(draw);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => charts.forEach(draw));
    const sizes = new ResizeObserver((entries) =>
      entries.forEach(({ target }) => {
        const chart = charts.find(({ plot }) => plot === target);
        if (chart.uplot.width !== target.clientWidth) {
          chart.uplot.setSize({ width: target.clientWidth, height: 210 });
        }
      }));
    charts.forEach(({ plot }) => sizes.observe(plot));
  };

  // --- Time ---

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

  // --- Settings ---

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

  // --- The page ---

  const names = runs.map((run) => run.name);
  const title = several ? `${names.slice(0, -1).join(", ")} and ${names.at(-1)}` : names[0];
  document.title = `${title} · sparkgan`;
  document.getElementById("kind").textContent = several ? "sparkgan · runs compared" : "sparkgan · run";
  document.getElementById("title").textContent = title;
  document.getElementById("lead").textContent = several
    ? `${runs.length} runs`
    : setting(runs[0], "recipe.description") ?? "";
  const notes = runs.flatMap((run) => run.notes.map((note) => (several ? `${run.name}: ${note}` : note)));
  if (notes.length) {
    main.append(el("ul", { class: "notes", "aria-label": "What is not shown" }, notes.map((note) => el("li", {}, `${note}.`))));
  }
  const effective = section("settings", "Settings", "The effective configuration, as run.json has it.", runs.map(settings));
  const parts = several
    ? [comparison(), samples(), curves(), times(), effective]
    : [headline(runs[0]), el("div", { class: "pair" }, samples(), scoreTables(runs[0])), curves(), times(), facts(runs[0]), effective];
  main.append(...parts.flat().filter(known));
  watch();
})();
