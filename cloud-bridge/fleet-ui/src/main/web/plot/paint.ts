import uPlot from 'uplot';
import type { Palette, Scene } from './scene.ts';

// a gap of a second in a week still has to be seen
const NARROWEST_PX = 3;
const STRIP_PX = 48;

/** Behind the lines: where records were lost, and where only minimum, maximum and mean a minute were kept. */
export function paintSpans(u: uPlot, scene: Scene, palette: Palette): void {
  const { ctx, bbox } = u;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  for (const span of scene.thinned) {
    const [x, width] = place(u, span.from, span.to);
    const height = 3 * devicePixelRatio;
    ctx.fillStyle = palette.thinned;
    ctx.fillRect(x, bbox.top, width, height);
  }
  const hatch = hatchOf(ctx, palette.gapEdge);
  for (const gap of scene.gaps) {
    const [x, width] = place(u, gap.from, gap.to);
    ctx.fillStyle = palette.gap;
    ctx.fillRect(x, bbox.top, width, bbox.height);
    if (hatch) {
      ctx.fillStyle = hatch;
      ctx.fillRect(x, bbox.top, width, bbox.height);
    }
    ctx.fillStyle = palette.gapEdge;
    ctx.fillRect(x, bbox.top, devicePixelRatio, bbox.height);
    ctx.fillRect(x + width - devicePixelRatio, bbox.top, devicePixelRatio, bbox.height);
  }
  ctx.restore();
}

/** A text or boolean series: one bar a run, with its value written in when there is room. */
export function paintStrip(u: uPlot, scene: Scene, palette: Palette): void {
  if (scene.shape.kind !== 'strip') return;
  const { runs, colours } = scene.shape;
  const { ctx, bbox } = u;
  const ratio = devicePixelRatio;
  const height = Math.min(bbox.height, STRIP_PX * ratio);
  const top = bbox.top + (bbox.height - height) / 2;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  ctx.font = `${11 * ratio}px ${palette.font}`;
  ctx.textBaseline = 'middle';
  ctx.textAlign = 'left';
  for (const run of runs) {
    const index = (colours.get(run.value) ?? 0) % palette.strip.length;
    const [x, width] = place(u, run.from, run.to);
    const right = Math.min(x + width, bbox.left + bbox.width);
    const left = Math.max(x, bbox.left);
    if (right <= left) continue;
    ctx.fillStyle = palette.strip[index] ?? palette.line;
    ctx.fillRect(left, top, Math.max(ratio, right - left - ratio), height);
    const room = right - left - 12 * ratio;
    const words = fitted(ctx, run.value, room);
    if (words !== '') {
      ctx.fillStyle = palette.stripText[index] ?? palette.text;
      ctx.fillText(words, left + 6 * ratio, top + height / 2);
    }
  }
  ctx.restore();
}

function fitted(ctx: CanvasRenderingContext2D, words: string, room: number): string {
  if (room < 16 * devicePixelRatio) return '';
  const short = words.length > 60 ? `${words.slice(0, 59)}…` : words;
  if (ctx.measureText(short).width <= room) return short;
  for (let n = short.length - 1; n > 2; n--) {
    const cut = `${short.slice(0, n)}…`;
    if (ctx.measureText(cut).width <= room) return cut;
  }
  return '';
}

function place(u: uPlot, from: number, to: number): [number, number] {
  const a = u.valToPos(from, 'x', true);
  const b = u.valToPos(to, 'x', true);
  const least = NARROWEST_PX * devicePixelRatio;
  return b - a >= least ? [a, b - a] : [(a + b - least) / 2, least];
}

function hatchOf(ctx: CanvasRenderingContext2D, colour: string): CanvasPattern | null {
  const size = Math.round(6 * devicePixelRatio);
  const tile = document.createElement('canvas');
  tile.width = size;
  tile.height = size;
  const pen = tile.getContext('2d');
  if (pen === null) return null;
  pen.strokeStyle = colour;
  pen.globalAlpha = 0.45;
  pen.lineWidth = devicePixelRatio;
  pen.beginPath();
  // three strokes, so that the tiles join without a notch
  for (const shift of [-size, 0, size]) {
    pen.moveTo(shift, size);
    pen.lineTo(shift + size, 0);
  }
  pen.stroke();
  return ctx.createPattern(tile, 'repeat');
}
