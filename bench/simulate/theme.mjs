// @ts-check
// Colours that those who see few of them can tell apart, on light and on dark ground. Source: Okabe and Ito.

/** @import { Strategy } from './strategies.mjs' */

/** @typedef {Readonly<Record<'ground' | 'ink' | 'faint' | 'grid' | 'phase' | 'own' | 'none' | 'p' | 'axios' | 'smithy', string>>} Theme */

/** @type {Theme} */
export const LIGHT = {
  ground: '#ffffff',
  ink: '#1f2328',
  faint: '#59636e',
  grid: '#e3e6ea',
  phase: '#f3efe0',
  own: '#0072b2',
  none: '#8c8c8c',
  p: '#d55e00',
  axios: '#009e73',
  smithy: '#b8669a',
};

/** @type {Theme} */
export const DARK = {
  ground: '#161b22',
  ink: '#f0f3f6',
  faint: '#a8b1bb',
  grid: '#2d333b',
  phase: '#2b2a20',
  own: '#56b4e9',
  none: '#9a9a9a',
  p: '#e8834a',
  axios: '#2fc196',
  smithy: '#d791bb',
};

/** The class that colours a strategy's line. @type {Readonly<Record<Strategy, string>>} */
export const STYLES = {
  'alipay-axios': 'own',
  'no retries': 'none',
  'p-retry': 'p',
  'axios-retry': 'axios',
  'smithy standard': 'smithy',
};

/**
 * The rules that give a plot its colours.
 *
 * @param {Theme} theme
 */
export function styleOf(theme) {
  const lines = Object.values(STYLES).map(
    (name) => `.plot .${name}{stroke:${theme[/** @type {keyof Theme} */ (name)]}}`,
  );
  return [
    '.plot{font-family:system-ui,-apple-system,"Segoe UI",sans-serif}',
    `.plot .ground{fill:${theme.ground};stroke:${theme.grid}}`,
    `.plot .phase{fill:${theme.phase}}`,
    `.plot text{fill:${theme.faint};font-size:11px}`,
    `.plot .name{fill:${theme.ink};font-size:15px;font-weight:600}`,
    `.plot .halo{paint-order:stroke;stroke:${theme.phase};stroke-width:3px;stroke-linejoin:round}`,
    `.plot .grid{stroke:${theme.grid}}`,
    `.plot .axis{stroke:${theme.faint}}`,
    '.plot .line{fill:none;stroke-width:1.3;stroke-linejoin:round}',
    '.plot .line.own{stroke-width:2.2}',
    ...lines,
  ].join('');
}
