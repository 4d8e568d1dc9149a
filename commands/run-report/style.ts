// How a run's report looks in a browser and on paper. Contrasts are at least 4.5 in both schemes; no colour says anything alone.

/** The style sheet of the page. */
export const style = `
:root { color-scheme: light dark; --ground: #fdfdfc; --ink: #1c1f23; --soft: #555c66; --line: #d8dbe0; --raised: #f3f4f6; --good: #14602f; --bad: #9b1c1c; }
@media (prefers-color-scheme: dark) { :root { --ground: #14171b; --ink: #e6e8eb; --soft: #a5adb8; --line: #343a42; --raised: #1d2126; --good: #7fd49b; --bad: #ff9d94; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
header, main, footer { max-width: 60rem; margin: 0 auto; padding: 0 1rem; }
header { padding-top: 2rem; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .5rem; overflow-wrap: anywhere; }
h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
.verdict { display: inline-block; margin: 0 0 1rem; padding: .25rem .75rem; border: 2px solid; border-radius: .4rem; font-weight: 600; }
.well { color: var(--good); } .open { color: var(--bad); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; margin: 0; color: var(--soft); }
dt { font-weight: 600; } dd { margin: 0; overflow-wrap: anywhere; }
.wide { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-size: .95rem; }
th, td { text-align: left; vertical-align: top; padding: .4rem .75rem .4rem 0; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
thead th, thead td { border-bottom-width: 2px; }
thead th { color: var(--soft); font-weight: 600; }
thead th, .brief { overflow-wrap: normal; }
tbody th { font-weight: 600; min-width: 9.5rem; }
code, pre { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; font-size: .9em; }
pre { background: var(--raised); border: 1px solid var(--line); border-radius: .4rem; padding: .75rem; white-space: pre-wrap; overflow-wrap: anywhere; }
.none { color: var(--soft); margin: 0; }
footer { color: var(--soft); padding-top: 2rem; padding-bottom: 2rem; font-size: .9rem; }
@media (max-width: 40rem) {
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  table, tbody, tr { display: block; }
  tr { padding: .5rem 0; border-bottom: 1px solid var(--line); }
  tbody th { min-width: 0; }
  th, td { display: grid; grid-template-columns: 6.5rem 1fr; gap: .75rem; border: 0; padding: .1rem 0; }
  th::before, td::before { content: attr(data-head); color: var(--soft); font-weight: 400; }
}
@media print { :root { --ground: #fff; --ink: #000; --soft: #444; --line: #bbb; --raised: #fff; --good: #000; --bad: #000; } body { font-size: 10.5pt; } h2 { break-after: avoid; } tr { break-inside: avoid; } }
`
