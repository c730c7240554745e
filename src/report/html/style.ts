/** The page's style sheet. No font, image or address from elsewhere. */
import { DARK, LIGHT, PICTURE_STYLE } from '../picture/style.ts';

export const STYLE = `:root{color-scheme:light dark;${LIGHT}}
@media(prefers-color-scheme:dark){:root{${DARK}}}
:root[data-theme=light]{color-scheme:light;${LIGHT}}
:root[data-theme=dark]{color-scheme:dark;${DARK}}
*{box-sizing:border-box}
[hidden]{display:none!important}
body{margin:0 auto;max-width:1180px;padding:0 20px 60px;background:var(--bg);color:var(--fg);font:15px/1.5 system-ui,sans-serif}
h1{font-size:1.45rem;line-height:1.3;margin:24px 0 8px;overflow-wrap:anywhere}
h1.long{font-size:1.15rem}
h2{font-size:1.15rem;margin:40px 0 8px;padding-bottom:4px;border-bottom:1px solid var(--line)}
h3{font-size:1rem;margin:0 0 6px;overflow-wrap:anywhere}
p{margin:6px 0;max-width:80ch;overflow-wrap:anywhere}
a{color:var(--link)}
:focus-visible{outline:2px solid var(--link);outline-offset:2px}
code,pre{font:13px/1.45 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
.meta,small,.dim{color:var(--dim)}
nav{display:flex;flex-wrap:wrap;gap:2px 14px}
.windows td:nth-child(5){min-width:9em}
.sev{display:inline-block;min-width:4.6em;padding:0 7px;border:2px solid;border-radius:4px;text-align:center;font-size:.85em;font-weight:600;text-transform:uppercase}
.critical,.high{color:var(--off)}
.medium{color:var(--down)}
.low{color:var(--act)}
.info{color:var(--dim)}
.warning{border-left:4px solid var(--down);padding:2px 12px;background:var(--panel)}
article{margin:14px 0;padding:14px 16px;border:1px solid var(--line);border-left:5px solid;border-radius:6px}
article>*{color:var(--fg)}
article.info,article.low{border-left-width:3px}
dl{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:2px 16px;margin:8px 0}
dt{color:var(--dim)}
dd{margin:0;overflow-wrap:anywhere}
figure{margin:12px 0}
ul.legend{display:flex;flex-wrap:wrap;gap:2px 16px;list-style:none;margin:8px 0;padding:0}
.legend li{display:flex;align-items:center;gap:6px}
figcaption{color:var(--dim);font-size:.9rem}
.scroll{overflow-x:auto}
svg.picture{display:block;width:100%;min-width:720px;height:auto}
#stage{border:1px solid var(--line);border-radius:6px;touch-action:pan-y}
#stage.drag{cursor:grabbing}
#cross{stroke:var(--fg);stroke-opacity:.5}
.tools{display:flex;flex-wrap:wrap;gap:6px;align-items:center;margin:8px 0}
.tools button,.tools input{font:inherit;color:inherit;background:var(--panel);border:1px solid var(--dim);border-radius:5px;padding:2px 10px}
.tools input{flex:1 1 14em;min-width:0}
::placeholder{color:var(--dim);opacity:1}
output{display:block;min-height:1.5em;font:13px/1.5 ui-monospace,monospace;color:var(--fg);overflow-wrap:anywhere}
table{border-collapse:collapse;width:100%;font-size:13.5px}
th,td{padding:3px 10px 3px 0;text-align:left;vertical-align:top;border-bottom:1px solid var(--line)}
th{color:var(--dim);font-weight:600;white-space:nowrap}
td.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
th.n{text-align:right}
.evidence td:last-child{white-space:pre-wrap;overflow-wrap:anywhere;font:12.5px/1.45 ui-monospace,monospace}
.evidence{margin:8px 0}
.place{white-space:nowrap}
:target{background:var(--panel);box-shadow:0 0 0 3px var(--link);border-radius:3px}
summary{cursor:pointer}
ul{margin:6px 0;padding-left:1.3em}
li{overflow-wrap:anywhere}
kbd{font:12px ui-monospace,monospace;border:1px solid var(--dim);border-radius:3px;padding:0 4px}
@media(max-width:560px){body{padding:0 12px 40px;font-size:14px}dl{grid-template-columns:1fr;gap:0}dd{margin:0 0 6px}.place{white-space:normal;overflow-wrap:anywhere}}
@media print{.tools,nav,output,.keys{display:none}article{break-inside:avoid}body{max-width:none}}
${PICTURE_STYLE}`;
