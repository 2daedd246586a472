const light =
  '--paper:#fff;--raised:#f5f6f8;--ink:#1b1f24;--soft:#57606a;--line:#d5dae0;--match:#1f66b0;--other:#b8560f;--mark:#9b1c6b;--warn:#fff6dc;--warn-line:#c99700';
const dark =
  '--paper:#14171a;--raised:#1d2226;--ink:#e8eaed;--soft:#a4adb7;--line:#3a4148;--match:#6db0f2;--other:#f0a15f;--mark:#f07cc0;--warn:#332a10;--warn-line:#d9ab2b';

/** The style of the page. It is named by its hash in the page's content security policy. */
export const pageStyle = [
  `:root{color-scheme:light dark;${light}}`,
  `@media screen and (prefers-color-scheme:dark){:root{${dark}}}`,
  '*{box-sizing:border-box}',
  'body{margin:0 auto;max-width:76rem;padding:1.5rem 1rem 4rem;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}',
  'h1{font-size:1.9rem;line-height:1.2;margin:.5rem 0 1rem}',
  'h2{font-size:1.35rem;margin:3rem 0 .5rem;padding-top:1rem;border-top:1px solid var(--line)}',
  'h3{font-size:1.05rem;margin:1.75rem 0 .5rem}',
  'p{max-width:46rem;margin:.5rem 0}',
  'a{color:var(--match)}',
  'a:focus-visible,.scroll:focus-visible{outline:2px solid var(--match);outline-offset:2px}',
  '.skip{position:absolute;left:-99rem}.skip:focus{left:1rem;top:.5rem;background:var(--paper);padding:.5rem}',
  '.notice{max-width:none;background:var(--warn);border-left:4px solid var(--warn-line);padding:.6rem .9rem}',
  'nav ul{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;padding:0;margin:1rem 0;list-style:none}',
  '.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(9.5rem,1fr));gap:.75rem;margin:1.25rem 0}',
  '.figures div{background:var(--raised);border-radius:.4rem;padding:.6rem .8rem}',
  '.figures dt{color:var(--soft);font-size:.85rem}',
  '.figures dd{margin:0;font-size:1.35rem;font-variant-numeric:tabular-nums}',
  '.figures dd small{display:block;font-size:.8rem;color:var(--soft)}',
  '.split{display:grid;grid-template-columns:minmax(0,1fr);gap:0 2rem;align-items:start}',
  '@media (min-width:60rem){.split{grid-template-columns:minmax(0,1fr) minmax(0,1fr)}}',
  '.chart{margin:1rem 0;overflow-x:auto}',
  '.chart svg{display:block;max-width:100%;height:auto}',
  '.chart text{font-family:inherit}',
  '.scroll{overflow-x:auto;margin:1rem 0}',
  'table{border-collapse:collapse;width:100%;font-size:.9rem}',
  'caption{text-align:left;font-weight:600;padding:.25rem 0}',
  'th,td{border-bottom:1px solid var(--line);padding:.25rem .6rem .25rem 0;text-align:left;vertical-align:top;font-weight:normal;overflow-wrap:anywhere;min-width:3.5rem}',
  'thead th{color:var(--soft);font-size:.85rem;overflow-wrap:normal;vertical-align:bottom}',
  'tfoot td{color:var(--soft)}',
  '.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}',
  '.records{min-width:16rem}.records div{margin-bottom:.25rem}',
  '.soft{color:var(--soft)}',
  '@media print{body{max-width:none;padding:0;font-size:11px}nav,.skip{display:none}h2{break-after:avoid}h3{break-after:avoid}tr,.chart,.figures div{break-inside:avoid}.scroll,.chart{overflow:visible}.split{grid-template-columns:minmax(0,1fr) minmax(0,1fr)}*{print-color-adjust:exact}}',
].join('\n');
