// Charts: lines by round, drawn by uPlot, which the mouse and the keyboard can read.

const charts = [];

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
