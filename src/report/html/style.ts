import { hues } from './hues.ts';

const variables = (shade: 0 | 1): string =>
  Object.entries(hues)
    .map(([name, shades]) => `--${name}:${shades[shade]};`)
    .join('');

const light = `--paper:#fff;--ink:#1b1f23;--faint:#57606a;--line:#d0d7de;--band:#f6f8fa;${variables(0)}`;
const dark = `--paper:#14171a;--ink:#e6e9ec;--faint:#a9b1b9;--line:#3a4149;--band:#1d2125;${variables(1)}`;

/** The page's style sheet: light and dark, a telephone's width, A4. What is wider than the page has a shadow at the edge
 * where it goes on. */
export const style = `
:root{color-scheme:light dark;${light}}
@media (prefers-color-scheme:dark){:root{${dark}}}
*{box-sizing:border-box}
body{margin:0 auto;padding:1.5rem clamp(.75rem,3vw,2rem);max-width:64rem;background:var(--paper);color:var(--ink);
font:1rem/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
h1{font-size:1rem;font-weight:600;color:var(--faint);margin:0}
h2{font-size:1.15rem;margin:2.25rem 0 .5rem}
.headline{font-size:1.5rem;line-height:1.3;font-weight:600;margin:.25rem 0 1.25rem}
p{margin:.5rem 0}
.faint,figcaption{color:var(--faint)}
dl{display:grid;grid-template-columns:minmax(8rem,max-content) 1fr;gap:.3rem 1.25rem;margin:0}
dt{color:var(--faint)}
dd{margin:0}
ul.checks,ul.notes{list-style:none;padding:0;margin:0}
ul.checks li,ul.notes li{padding:.45rem .75rem;border-left:.3rem solid var(--line);background:var(--band);margin:.35rem 0}
li.passed{border-color:var(--good)!important}
li.breached{border-color:var(--bad)!important}
li.undecided,ul.notes li{border-color:var(--init)!important}
figure{margin:0 0 1rem}
.scroll{overflow-x:auto;border:1px solid var(--line);border-radius:.4rem;padding:.5rem;
background:linear-gradient(to right,var(--paper) 30%,transparent) left/2rem 100%,linear-gradient(to left,var(--paper) 30%,transparent) right/2rem 100%,
linear-gradient(to right,var(--line),transparent) left/.75rem 100%,linear-gradient(to left,var(--line),transparent) right/.75rem 100%;
background-repeat:no-repeat;background-attachment:local,local,scroll,scroll}
.scroll:focus-visible,button:focus-visible,summary:focus-visible,input:focus-visible{outline:.15rem solid var(--warm);outline-offset:.1rem}
svg{display:block;min-width:36rem;width:100%;height:auto;color:var(--ink)}
svg [hidden]{display:none}
.legend{display:flex;flex-wrap:wrap;gap:.25rem 1rem;list-style:none;padding:0;margin:.5rem 0}
.legend i{display:inline-block;width:.8em;height:.8em;border-radius:.15em;margin-right:.4em;vertical-align:-.05em}
${Object.keys(hues)
  .map((name) => `.hue-${name}{background:var(--${name})}`)
  .join('')}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{padding:.3rem .6rem;text-align:left;vertical-align:top;border-bottom:1px solid var(--line)}
th{color:var(--faint);font-weight:600;vertical-align:bottom;white-space:nowrap}
th span{display:block}
td{white-space:nowrap}
td.words{white-space:normal;min-width:12rem}
.right{text-align:right}
thead th button{all:unset;cursor:pointer}
thead th button:focus-visible{outline:.15rem solid var(--warm)}
th[aria-sort=ascending] button::after{content:" ▲"}
th[aria-sort=descending] button::after{content:" ▼"}
.good{color:var(--preinitialized)}.bad{color:var(--cold)}.caution{font-style:italic}
summary{cursor:pointer;color:var(--faint);padding:.25rem 0}
fieldset{border:1px solid var(--line);border-radius:.4rem;margin:.5rem 0;padding:.25rem .75rem;display:flex;flex-wrap:wrap;gap:.25rem 1rem}
legend{color:var(--faint);padding:0 .3rem}
footer{margin-top:2.5rem;border-top:1px solid var(--line);padding-top:.75rem;color:var(--faint);font-size:.875rem}
@media (max-width:40rem){dl{grid-template-columns:1fr;gap:0}dd{margin-bottom:.5rem}td.words{min-width:11rem}.headline{font-size:1.25rem}}
@media print{@page{size:A4;margin:14mm}:root{${light}}body{max-width:none;padding:0;font-size:9pt}
.scroll{overflow:visible;border:0;padding:0;background:none}svg{min-width:0}
table{font-size:8pt}table.many{font-size:6pt}th,td,td.words{white-space:normal;min-width:0;padding:.15rem .2rem;overflow-wrap:normal}h2{break-after:avoid}figure,tr{break-inside:avoid}fieldset{display:none}}
`.replaceAll('\n', '');
