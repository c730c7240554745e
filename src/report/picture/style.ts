/**
 * Colours of the pictures. Text keeps 4.5:1 against its ground and shapes 3:1, in both schemes; states differ in height
 * too, so that nothing hangs on colour alone.
 */
export const LIGHT =
  '--bg:#fff;--fg:#1b1f24;--dim:#57606a;--line:#d5dae0;--panel:#f6f8fa;--live:#2e8555;--down:#b45f06;--off:#b3261e;--calm:#6b7785;--act:#2563b0;--band:rgba(179,38,30,.14);--calmband:rgba(107,119,133,.14);--mark:#6f2dbd;--link:#0b57c0;';
export const DARK =
  '--bg:#14171c;--fg:#e6e9ee;--dim:#a0aab6;--line:#363d47;--panel:#1c2128;--live:#4fb37c;--down:#e08a2c;--off:#ff6b5e;--calm:#8b98a8;--act:#6aa7f0;--band:rgba(255,107,94,.2);--calmband:rgba(139,152,168,.2);--mark:#c49bff;--link:#79b0ff;';

export const PICTURE_STYLE = `svg.picture{background:var(--bg);color:var(--fg);font:12px system-ui,sans-serif}
.picture text{fill:var(--fg)}
.picture .label,.picture .id{font:12px ui-monospace,monospace}
.picture .name{font-weight:600}
.picture .tick,.picture .caption{fill:var(--dim);font-size:11px}
.picture .tick{text-anchor:middle}
.picture .id{font-size:11px}
.picture .grid,.picture .rule{stroke:var(--line)}
.picture .inside{fill:var(--bg);text-anchor:middle;font-size:11px}
.picture .id,.picture .caption{paint-order:stroke;stroke:var(--bg);stroke-width:3px;stroke-linejoin:round}
.picture .base{stroke:var(--dim);stroke-opacity:.5}
.picture .live{stroke:var(--live);stroke-width:2}
.picture .source-live{fill:var(--live)}
.picture .down{fill:var(--down)}
.picture .off,.picture .window{fill:var(--off)}
.picture .window.calm,.picture .off.calm,.picture .down.calm{fill:var(--calm)}
.picture .band{fill:var(--band)}
.picture .band.calm{fill:var(--calmband)}
.picture .activity{fill:var(--act)}
.picture .first{stroke:var(--live);stroke-width:3;fill:none}
.picture .bound{fill:var(--dim);fill-opacity:.25}
.picture .source{fill:var(--calm)}
.picture .error{fill:var(--dim);fill-opacity:.35}
.picture .mark{stroke:var(--bg);stroke-width:1;fill:var(--mark)}
.picture .mark.stray,.picture .mark.intx{fill:var(--off)}
.picture .mark.failure{stroke:var(--off);stroke-width:3;fill:none}
.picture .mark.late-vector{fill:var(--bg);stroke:var(--act);stroke-width:2}
.picture a:hover rect,.picture a:focus rect,.picture a:hover .mark{stroke:var(--fg);stroke-width:2}
`;
