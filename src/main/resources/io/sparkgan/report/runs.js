// The runs that the page is told of, and what is asked of one.

const { runs } = JSON.parse(document.getElementById("data").textContent);
const several = runs.length > 1;

const at = (object, path) => path.split(".").reduce((inner, key) => inner?.[key], object);
const setting = (run, path) => at(run.configuration, path);
const sum = (values) => values.reduce((a, b) => a + b, 0);

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

const protocols = [...new Set(runs.flatMap((run) => Object.keys(run.scores)))];

/** The row of curves where a round is; of none, the last one. */
const rowAt = (curves, round) => {
  const found = curves ? curves.round.indexOf(round) : -1;
  return known(round) ? found : (curves?.round.length ?? 0) - 1;
};
const valueAt = (curves, column, row) => (row < 0 ? null : curves?.[column]?.[row]);

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
