/* Draws every canvas[data-chart] with Chart.js, in the colours of the theme. A module runs once, however often named. */
import "../vendor/chartjs/chart.umd.min.js";

const Chart = window.Chart;
const charts = new Map();

function colours() {
  const style = getComputedStyle(document.documentElement);
  const read = (name) => style.getPropertyValue(name).trim();
  return {
    text: read("--ink-soft"),
    grid: read("--line"),
    series: [read("--chart-1"), read("--chart-2"), read("--chart-3"), read("--chart-4")],
    surface: read("--surface"),
    ink: read("--ink"),
  };
}

function writer(data) {
  const locale = document.documentElement.lang || "en";
  const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 4 });
  const words = data.words || {};
  if (Object.keys(words).length) return (value) => words[value] || "";
  return (value) => (data.unit === "%" ? `${number.format(value)}%` : `${number.format(value)} ${data.unit}`.trim());
}

/* A colour of the theme (#rrggbb), seen through. */
const sheer = (colour, alpha) => colour + Math.round(alpha * 255).toString(16).padStart(2, "0");

function datasetsOf(data, theme) {
  return data.series.flatMap((series, index) => {
    const colour = theme.series[index % theme.series.length];
    if (series.kind === "band") {
      // Two edges without a line; the upper one fills down to the lower one, and speaks for both.
      const edge = { label: series.label, borderWidth: 0, pointRadius: 0, pointHitRadius: 0, pointHoverRadius: 0, spanGaps: true, backgroundColor: sheer(colour, 0.2), borderColor: sheer(colour, 0.2), pointStyle: "rect" };
      return [
        { ...edge, data: series.low, lower: true, fill: false },
        { ...edge, data: series.high, low: series.low, fill: "-1" },
      ];
    }
    return [{
      label: series.label,
      data: series.values,
      borderColor: colour,
      backgroundColor: colour,
      borderWidth: 2,
      borderDash: { dash: [6, 4], dots: [2, 3] }[series.kind] || [],
      pointRadius: series.kind === "line" ? 3 : 0,
      pointHoverRadius: 5,
      pointStyle: series.kind === "line" ? ["circle", "rectRot", "triangle", "rect"][index % 4] : "line",
      tension: 0,
      spanGaps: series.kind !== "line",
    }];
  });
}

/* Shares of a hundred have no room above a hundred. */
function ceiling(data) {
  if (data.unit !== "%") return {};
  const every = data.series.flatMap(({ values = [], low = [], high = [] }) => [...values, ...low, ...high]).filter((value) => value !== null);
  const [least, most] = [Math.min(...every), Math.max(...every)];
  return most <= 100 && most + (most - least) * 0.08 > 100 ? { max: 100 } : {};
}

function config(data) {
  const theme = colours();
  const steps = Object.keys(data.words || {}).map(Number);
  const written = writer(data);
  const told = (item) => {
    const { label, low } = item.dataset;
    const value = item.parsed.y === null ? "–" : written(item.parsed.y);
    return low ? `${label}: ${written(low[item.dataIndex])} – ${value}` : `${label}: ${value}`;
  };
  return {
    type: "line",
    data: { labels: data.labels, datasets: datasetsOf(data, theme) },
    told,
    options: {
      responsive: true,
      maintainAspectRatio: false,
      animation: window.matchMedia("(prefers-reduced-motion: reduce)").matches ? false : { duration: 250 },
      interaction: { mode: "index", intersect: false },
      plugins: {
        legend: {
          position: "bottom",
          labels: {
            color: theme.text, usePointStyle: true, boxHeight: 7, padding: 16,
            filter: (item, chart) => !chart.datasets[item.datasetIndex].lower,
          },
          // The two edges of a range come and go together.
          onClick: (_event, item, legend) => {
            const { chart } = legend;
            const shown = !chart.isDatasetVisible(item.datasetIndex);
            chart.setDatasetVisibility(item.datasetIndex, shown);
            if (chart.data.datasets[item.datasetIndex].low) chart.setDatasetVisibility(item.datasetIndex - 1, shown);
            chart.update();
          },
        },
        tooltip: {
          backgroundColor: theme.ink,
          titleColor: theme.surface,
          bodyColor: theme.surface,
          padding: 10,
          filter: (item) => !item.dataset.lower,
          callbacks: { label: (item) => ` ${told(item)}` },
        },
      },
      scales: {
        x: { grid: { display: false }, ticks: { color: theme.text, maxRotation: 0, autoSkipPadding: 16 } },
        y: {
          // A scale of words shows each of its steps, and room around them.
          ...(steps.length ? { min: Math.min(...steps) - 0.5, max: Math.max(...steps) + 0.5 } : {}),
          ...(steps.length ? { afterBuildTicks: (axis) => { axis.ticks = steps.map((value) => ({ value })); } } : {}),
          ...ceiling(data),
          grace: steps.length ? 0 : "4%",
          grid: { color: theme.grid },
          border: { display: false },
          ticks: { color: theme.text, callback: (value) => written(value), maxTicksLimit: 6 },
        },
      },
      font: { family: getComputedStyle(document.body).fontFamily },
    },
  };
}

function draw(canvas) {
  const data = JSON.parse(canvas.dataset.chart);
  charts.get(canvas)?.destroy();
  Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
  Chart.defaults.font.size = 12;
  const made = config(data);
  const chart = new Chart(canvas, made);
  chart.told = made.told;
  charts.set(canvas, chart);
}

/* A line as small as a word: no axes, no words, the level to reach as a thin line. */
function drawSpark(canvas) {
  const data = JSON.parse(canvas.dataset.spark);
  const theme = colours();
  const plain = { borderWidth: 1.5, pointRadius: 0, tension: 0, spanGaps: true };
  const last = data.values.length - 1;
  const datasets = [{
    ...plain, data: data.values, borderColor: theme.series[0], backgroundColor: theme.series[0],
    pointRadius: data.values.map((_value, index) => (index === last ? 2.5 : 0)),
  }];
  if (data.goal !== null) datasets.push({ ...plain, data: data.values.map(() => data.goal), borderColor: theme.text, borderWidth: 1, borderDash: [3, 3] });
  charts.get(canvas)?.destroy();
  charts.set(canvas, new Chart(canvas, {
    type: "line",
    data: { labels: data.values.map(() => ""), datasets },
    options: {
      responsive: false,
      animation: false,
      events: [],
      layout: { padding: 3 },
      plugins: { legend: { display: false }, tooltip: { enabled: false } },
      scales: { x: { display: false }, y: { display: false } },
    },
  }));
}

const sparks = new IntersectionObserver((entries) => {
  for (const entry of entries) {
    if (!entry.isIntersecting) continue;
    sparks.unobserve(entry.target);
    drawSpark(entry.target);
  }
}, { rootMargin: "200px" });

/* The point of a period shows and is said, as hovering shows it; none without an index. */
function point(canvas, index) {
  const chart = charts.get(canvas);
  const points = [];
  const told = [];
  if (index !== null) {
    chart.data.datasets.forEach((dataset, datasetIndex) => {
      if (dataset.data[index] === null || !chart.isDatasetVisible(datasetIndex)) return;
      points.push({ datasetIndex, index });
      if (!dataset.lower) told.push(chart.told({ dataset, dataIndex: index, parsed: { y: dataset.data[index] } }));
    });
  }
  chart.setActiveElements(points);
  chart.tooltip.setActiveElements(points, { x: 0, y: 0 });
  chart.update("none");
  const live = canvas.closest(".chart")?.querySelector("[data-chart-said]");
  if (live) live.textContent = points.length ? `${chart.data.labels[index]}: ${told.join("; ")}` : "";
  canvas.dataset.at = index ?? "";
}

// The keyboard walks the periods: left and right show what hovering shows.
function walk(event) {
  const canvas = event.target;
  const chart = charts.get(canvas);
  if (!chart || !["ArrowLeft", "ArrowRight", "Home", "End", "Escape"].includes(event.key)) return;
  event.preventDefault();
  const last = chart.data.labels.length - 1;
  const present = canvas.dataset.at ? Number(canvas.dataset.at) : null;
  const index = { ArrowLeft: (present ?? last + 1) - 1, ArrowRight: (present ?? -1) + 1, Home: 0, End: last }[event.key];
  point(canvas, index === undefined ? null : Math.min(Math.max(index, 0), last));
}

// Coming in by the keyboard shows the newest period that was measured.
function enter(event) {
  const canvas = event.target;
  if (!canvas.matches(":focus-visible")) return;
  const values = charts.get(canvas).data.datasets[0].data;
  point(canvas, values.findLastIndex((value) => value !== null));
}

function all(root) {
  for (const [canvas, chart] of charts) {
    if (!canvas.isConnected) {
      chart.destroy();
      charts.delete(canvas);
    }
  }
  for (const canvas of root.querySelectorAll("canvas[data-chart]")) {
    if (charts.has(canvas)) continue;
    draw(canvas);
    canvas.addEventListener("keydown", walk);
    canvas.addEventListener("focus", enter);
    canvas.addEventListener("blur", () => point(canvas, null));
  }
  for (const canvas of root.querySelectorAll("canvas[data-spark]")) {
    if (!charts.has(canvas)) sparks.observe(canvas);
  }
}

all(document);
document.addEventListener("htmx:load", (event) => all(event.target.parentNode || document));
document.documentElement.addEventListener("theme:changed", () => {
  for (const canvas of [...charts.keys()]) canvas.dataset.spark ? drawSpark(canvas) : draw(canvas);
});
window.addEventListener("beforeprint", () => {
  for (const canvas of document.querySelectorAll("canvas[data-spark]")) if (!charts.has(canvas)) drawSpark(canvas);
  charts.forEach((chart) => chart.options.responsive && chart.resize());
});
