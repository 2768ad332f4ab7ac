import type { Gap, Span } from '../api/types.ts';
import type { Columns } from '../logic/columns.ts';
import type { Run } from '../logic/runs.ts';

/** All that one chart shows. Made anew for each answer; the painter reads whichever is the latest. */
export interface Scene {
  span: Span;
  gaps: readonly Gap[];
  thinned: readonly Span[];
  shape:
    | { kind: 'line'; columns: Columns }
    | { kind: 'strip'; runs: readonly Run[]; colours: ReadonlyMap<string, number> };
}

/** The colours of the present theme, read from the style sheet, so that they are written down once. */
export interface Palette {
  line: string;
  band: string;
  grid: string;
  text: string;
  gap: string;
  gapEdge: string;
  thinned: string;
  surface: string;
  strip: readonly string[];
  stripText: readonly string[];
  font: string;
}

const STRIP_COLOURS = 6;

export function readPalette(): Palette {
  const style = getComputedStyle(document.documentElement);
  const read = (name: string): string => style.getPropertyValue(name).trim();
  const numbered = (name: string): string[] =>
    Array.from({ length: STRIP_COLOURS }, (_, i) => read(`${name}-${i}`));
  return {
    line: read('--chart-line'),
    band: read('--chart-band'),
    grid: read('--chart-grid'),
    text: read('--text-2'),
    gap: read('--chart-gap'),
    gapEdge: read('--chart-gap-edge'),
    thinned: read('--chart-thinned'),
    surface: read('--surface'),
    strip: numbered('--strip'),
    stripText: numbered('--strip-text'),
    font: read('--font'),
  };
}
