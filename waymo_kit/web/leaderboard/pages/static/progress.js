// Draws the best score over time, and each result, with uPlot.
"use strict";

function css(name) {
  const probe = document.createElement("span");
  probe.style.color = `var(${name})`;
  document.body.append(probe);
  const color = getComputedStyle(probe).color;
  probe.remove();
  return color;
}

function drawProgress(holder) {
  const { times, values, best, names, label } = JSON.parse(holder.dataset.progress);
  holder.querySelector(".uplot")?.remove();
  const [muted, line, accent, dots] = ["--muted", "--line", "--accent", "--pedestrian"].map(css);
  const font = `12px ${getComputedStyle(document.body).fontFamily}`;
  const axis = { stroke: muted, font, grid: { stroke: line, width: 1 }, ticks: { stroke: line, width: 1 } };
  const digits = (value) => (value == null ? "-" : value.toFixed(4));
  const day = (seconds) => (seconds == null ? "-" : new Date(seconds * 1000).toISOString().slice(0, 10));
  const at = (list, place) => list[place ?? list.length - 1]; // the last result where none is pointed at
  const plot = new uPlot({
    width: holder.clientWidth - 40,
    height: 280,
    cursor: { points: { size: 8 }, drag: { x: false, y: false } },
    scales: { x: { time: true, range: padded }, y: { range: (_, low, high) => [low - 0.12 * (high - low || 0.1), high + 0.12 * (high - low || 0.1)] } },
    axes: [{ ...axis, values: (plot, ticks) => dates(plot, ticks), space: 70 }, { ...axis, size: 56, values: (_, ticks) => ticks.map((tick) => String(+tick.toFixed(4))) }],
    series: [
      { label: "Date", value: (_, __, ___, place) => day(at(times, place)) },
      { label: "Best", stroke: accent, width: 2, paths: uPlot.paths.stepped({ align: 1 }), points: { show: false }, value: (_, __, ___, place) => digits(at(best, place)) },
      { label, stroke: dots, paths: () => null, points: { show: true, size: 7, fill: dots }, value: (_, __, ___, place) => `${digits(at(values, place))} ${at(names, place) ?? ""}` },
    ],
  }, [times, best, values], holder);
  holder.plot = plot;
}

function dates(plot, ticks) {
  const days = (plot.scales.x.max - plot.scales.x.min) / 86400;
  const parts = days < 2 ? { hour: "2-digit", minute: "2-digit" } : days < 700 ? { day: "numeric", month: "short" } : { month: "short", year: "numeric" };
  const format = new Intl.DateTimeFormat("en-GB", parts);
  return ticks.map((tick) => format.format(new Date(tick * 1000)));
}

function padded(_, low, high) {
  const margin = Math.max(0.04 * (high - low), 3600);
  return [low - margin, high + margin];
}

function drawAll() {
  for (const holder of document.querySelectorAll("[data-progress]")) {
    const drawn = holder.dataset.progress + holder.clientWidth + document.documentElement.dataset.theme;
    if (holder.drawn !== drawn || !holder.querySelector(".uplot")) drawProgress(holder);
    holder.drawn = drawn;
  }
}

document.addEventListener("DOMContentLoaded", drawAll);
document.addEventListener("htmx:after:swap", drawAll);
document.addEventListener("themechange", drawAll);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
  for (const holder of document.querySelectorAll("[data-progress]")) holder.drawn = "";
  drawAll();
});
addEventListener("resize", drawAll);
