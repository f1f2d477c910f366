"""The style sheet of the report: light and dark, from phones to wide screens, no external files."""

STYLE = """
:root {
  color-scheme: light dark;
  --page: #f6f7f9; --card: #ffffff; --text: #17202a; --muted: #566270; --line: #dde2e8;
  --accent: #0b62a8; --vehicle: #0b62a8; --pedestrian: #c2500a; --sign: #a2407c;
  --cyclist: #067a5b; --all: #3c4856; --bad: #b3261e; --warn: #8a5a00; --good: #067a5b;
  --bad-soft: #fbeae9; --warn-soft: #fdf3df; --note-soft: #eef2f6;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #0f141a; --card: #18202a; --text: #e7ecf2; --muted: #9fabb8; --line: #2c3744;
    --accent: #6db6f2; --vehicle: #6db6f2; --pedestrian: #f2a05e; --sign: #e494c6;
    --cyclist: #4ccfa6; --all: #c3cdd8; --bad: #ff8a80; --warn: #f0c05a; --good: #4ccfa6;
    --bad-soft: #3a1f1f; --warn-soft: #352a14; --note-soft: #212b36;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0; background: var(--page); color: var(--text);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
}
main { max-width: 1180px; margin: 0 auto; padding: 24px 16px 64px; }
h1 { font-size: 1.6rem; line-height: 1.2; margin: 8px 0 4px; }
h2 { font-size: 1.2rem; margin: 40px 0 4px; }
h3 { font-size: 1rem; margin: 0 0 4px; }
p { margin: 4px 0 12px; }
.muted, figcaption, .hint { color: var(--muted); }
.hint { max-width: 75ch; }
code, .key { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
code, .key { font-size: .85em; overflow-wrap: anywhere; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 10px;
  padding: 14px; }
.facts { display: flex; flex-wrap: wrap; gap: 4px 24px; margin: 8px 0 0; padding: 0; }
.facts div { display: flex; gap: 6px; }
.facts dt { color: var(--muted); }
.facts dd { margin: 0; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
.headline { display: grid; grid-template-columns: repeat(auto-fit, minmax(130px, 1fr)); gap: 12px;
  margin: 20px 0 0; }
.headline .card { border-top: 4px solid var(--kind, var(--all)); }
.headline .value { font-size: 1.7rem; font-weight: 650; font-variant-numeric: tabular-nums;
  line-height: 1.2; }
.findings { list-style: none; margin: 16px 0 0; padding: 0; display: grid; gap: 8px; }
.findings li { border-left: 4px solid var(--muted); background: var(--note-soft);
  border-radius: 6px; padding: 8px 12px; overflow-wrap: anywhere; }
.findings .warning { border-color: var(--warn); background: var(--warn-soft); }
.findings .error { border-color: var(--bad); background: var(--bad-soft); }
.findings b { text-transform: capitalize; }
.grid { display: grid; gap: 16px; margin-top: 12px; align-items: start;
  grid-template-columns: repeat(auto-fill, minmax(min(100%, 320px), 1fr)); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { padding: 5px 8px; text-align: right; border-bottom: 1px solid var(--line);
  white-space: nowrap; }
th:first-child { text-align: left; }
tbody th { font-weight: 500; }
tr.mean th, tr.mean td { font-weight: 700; }
thead th { color: var(--muted); font-weight: 600; font-size: .9em; }
figure { margin: 0; }
figcaption { font-size: .9rem; }
.plot { display: block; width: 100%; height: auto; overflow: visible; }
.plot text { fill: var(--muted); font-size: 12px; font-family: inherit; }
.plot .middle { text-anchor: middle; }
.plot .end { text-anchor: end; }
.plot .value { fill: var(--text); font-size: 12px; }
.plot .name { fill: var(--text); font-size: 13px; }
.plot .group { fill: var(--text); font-size: 13px; font-weight: 650; }
.plot .grid { stroke: var(--line); stroke-width: 1; }
.plot .axis { stroke: var(--muted); stroke-width: 1; }
.plot .ideal { stroke: var(--muted); stroke-width: 1; stroke-dasharray: 3 4; }
.plot .track { fill: var(--line); opacity: .55; }
.plot .curve { fill: none; stroke: var(--kind, var(--all)); stroke-width: 2.2;
  stroke-linejoin: round; }
.plot .easy { stroke-dasharray: 6 4; stroke-width: 1.6; }
.plot circle { fill: var(--kind, var(--all)); }
.plot .hollow { fill: var(--card); stroke: var(--kind, var(--all)); stroke-width: 1.5; }
.plot .bar { fill: var(--kind, var(--all)); }
.plot .faint { fill: var(--kind, var(--all)); opacity: .3; }
.plot .mark { stroke: var(--text); stroke-width: 2; }
.plot .gap { stroke: var(--bad); stroke-width: 2; }
.plot .truth { fill: none; stroke: var(--good); stroke-width: 1.6; }
.plot .guess { fill: none; stroke: var(--accent); stroke-width: 1.3; stroke-dasharray: 4 2; }
.plot .culprit { fill: var(--bad); fill-opacity: .25; stroke: var(--bad); stroke-width: 2; }
.VEHICLE { --kind: var(--vehicle); } .PEDESTRIAN { --kind: var(--pedestrian); }
.SIGN { --kind: var(--sign); } .CYCLIST { --kind: var(--cyclist); } .ALL { --kind: var(--all); }
.case { display: grid; grid-template-columns: 132px 1fr; gap: 12px; align-items: start; }
.case .plot { border: 1px solid var(--line); border-radius: 6px; background: var(--page); }
.case dl { margin: 0; display: grid; grid-template-columns: auto 1fr; gap: 0 10px;
  font-size: .86rem; line-height: 1.45; }
.case dt { color: var(--muted); }
.case dd { margin: 0; overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
.cases { display: grid; gap: 12px; margin-top: 12px;
  grid-template-columns: repeat(auto-fill, minmax(min(100%, 350px), 1fr)); }
details > summary { cursor: pointer; margin-top: 32px; font-weight: 600; }
.swatch { display: inline-block; width: 14px; height: 10px; border: 2px solid; margin-right: 4px; }
@media (max-width: 480px) {
  th, td { padding: 4px 3px; font-size: .78rem; }
  .headline { grid-template-columns: repeat(2, 1fr); }
  .card { padding: 10px; }
}
"""
