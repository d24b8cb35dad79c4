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

function config(data) {
  const theme = colours();
  const locale = document.documentElement.lang || "en";
  const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 });
  const words = data.words || {};
  const steps = Object.keys(words).map(Number);
  const withUnit = (value) => steps.length ? words[value] || "" : (data.unit === "%" ? `${number.format(value)}%` : `${number.format(value)} ${data.unit}`.trim());
  return {
    type: "line",
    data: {
      labels: data.labels,
      datasets: data.series.map((series, index) => ({
        label: series.label,
        data: series.values,
        borderColor: theme.series[index % theme.series.length],
        backgroundColor: theme.series[index % theme.series.length],
        borderWidth: 2,
        borderDash: series.kind === "dash" ? [6, 4] : [],
        pointRadius: series.kind === "dash" ? 0 : 3,
        pointHoverRadius: 5,
        pointStyle: ["circle", "rectRot", "triangle", "rect"][index % 4],
        tension: 0,
        spanGaps: series.kind === "dash",
      })),
    },
    options: {
      responsive: true,
      maintainAspectRatio: false,
      animation: window.matchMedia("(prefers-reduced-motion: reduce)").matches ? false : { duration: 250 },
      interaction: { mode: "index", intersect: false },
      plugins: {
        legend: { position: "bottom", labels: { color: theme.text, usePointStyle: true, boxHeight: 7, padding: 16 } },
        tooltip: {
          backgroundColor: theme.ink,
          titleColor: theme.surface,
          bodyColor: theme.surface,
          padding: 10,
          callbacks: {
            label: (item) => ` ${item.dataset.label}: ${item.parsed.y === null ? "–" : withUnit(item.parsed.y)}`,
          },
        },
      },
      scales: {
        x: { grid: { display: false }, ticks: { color: theme.text, maxRotation: 0, autoSkipPadding: 16 } },
        y: {
          // A scale of words shows each of its steps, and room around them.
          ...(steps.length ? { min: Math.min(...steps) - 0.5, max: Math.max(...steps) + 0.5 } : {}),
          ...(steps.length ? { afterBuildTicks: (axis) => { axis.ticks = steps.map((value) => ({ value })); } } : {}),
          grid: { color: theme.grid },
          border: { display: false },
          ticks: { color: theme.text, callback: (value) => withUnit(value), maxTicksLimit: 6 },
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
  const chart = new Chart(canvas, config(data));
  charts.set(canvas, chart);
}

// The keyboard walks the periods: left and right show what hovering shows.
function walk(event) {
  const canvas = event.target;
  const chart = charts.get(canvas);
  if (!chart || !["ArrowLeft", "ArrowRight", "Home", "End", "Escape"].includes(event.key)) return;
  event.preventDefault();
  const last = chart.data.labels.length - 1;
  const present = chart.tooltip?.dataPoints?.[0]?.dataIndex;
  let index = { ArrowLeft: (present ?? last + 1) - 1, ArrowRight: (present ?? -1) + 1, Home: 0, End: last }[event.key];
  const points = [];
  if (event.key !== "Escape") {
    index = Math.min(Math.max(index, 0), last);
    chart.data.datasets.forEach((dataset, datasetIndex) => {
      if (dataset.data[index] !== null) points.push({ datasetIndex, index });
    });
  }
  chart.setActiveElements(points);
  chart.tooltip.setActiveElements(points, { x: 0, y: 0 });
  chart.update("none");
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
  }
}

all(document);
document.addEventListener("htmx:load", (event) => all(event.target.parentNode || document));
document.documentElement.addEventListener("theme:changed", () => [...charts.keys()].forEach(draw));
window.addEventListener("beforeprint", () => charts.forEach((chart) => chart.resize()));
