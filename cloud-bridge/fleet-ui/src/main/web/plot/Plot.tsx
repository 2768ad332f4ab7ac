import type { Signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { fixed, scaled, shifted, type Range } from '../logic/range.ts';
import { darkNow } from '../state/theme.ts';
import { plotData, plotOptions } from './options.ts';
import { readPalette, type Scene } from './scene.ts';

const HEIGHT_PX = 168;

/** Nothing, the mouse or a finger, or the keyboard. */
export type Hand = 'none' | 'pointer' | 'keys';

/** One chart on a canvas. The arrow keys move its cursor, + and − zoom, Escape goes back. */
export function Plot({
  label,
  scene,
  cursor,
  hand,
  onZoom,
  onBack,
}: {
  label: string;
  scene: Scene;
  /** Where the cursor stands, epoch seconds; set here, read by whoever shows the value. */
  cursor: Signal<number | null>;
  /** What moves the cursor in this very chart; set here. The cursor itself is shared by all. */
  hand: Signal<Hand>;
  onZoom: (range: Range) => void;
  onBack: () => void;
}) {
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const latest = useRef({ scene, onZoom, onBack });
  latest.current = { scene, onZoom, onBack };
  const dark = darkNow.value;
  const kind = scene.shape.kind;

  useEffect(() => {
    const element = host.current;
    if (element === null) return;
    const size = (): { width: number; height: number } => ({
      width: Math.max(120, element.clientWidth),
      height: HEIGHT_PX,
    });
    const u = new uPlot(
      plotOptions(size(), () => latest.current.scene, readPalette(), {
        select: (from, to) => latest.current.onZoom(fixed(from, to)),
        back: () => latest.current.onBack(),
        point: (time) => {
          cursor.value = time;
        },
      }),
      plotData(latest.current.scene),
      element,
    );
    plot.current = u;
    const watch = new ResizeObserver(() => {
      if (element.clientWidth !== u.width) u.setSize(size());
    });
    watch.observe(element);
    return () => {
      watch.disconnect();
      u.destroy();
      plot.current = null;
      cursor.value = null;
    };
  }, [dark, kind, cursor]);

  useEffect(() => {
    plot.current?.setData(plotData(scene));
  }, [scene]);

  const onKeyDown = (event: KeyboardEvent): void => {
    const u = plot.current;
    if (u === null || event.ctrlKey || event.metaKey || event.altKey) return;
    const { span } = latest.current.scene;
    const here = cursor.peek() ?? (span.from + span.to) / 2;
    const handled = ((): boolean => {
      switch (event.key) {
        case 'ArrowLeft':
        case 'ArrowRight':
          moveCursor(u, latest.current.scene, here, event.key === 'ArrowRight' ? 1 : -1, cursor.peek() === null, event.shiftKey);
          return true;
        case 'Home':
        case 'End':
          u.setCursor({ left: event.key === 'Home' ? 0 : u.over.clientWidth - 1, top: 10 });
          return true;
        case '+':
        case '=':
          latest.current.onZoom(scaled(span, 0.5, here));
          return true;
        case '-':
          latest.current.onZoom(scaled(span, 2, here));
          return true;
        case 'PageUp':
        case 'PageDown':
          latest.current.onZoom(shifted(span, event.key === 'PageUp' ? -1 : 1));
          return true;
        case 'Escape':
        case 'Backspace':
          latest.current.onBack();
          return true;
        default:
          return false;
      }
    })();
    if (handled) event.preventDefault();
  };

  return (
    <div
      ref={host}
      class="plot"
      tabIndex={0}
      role="group"
      aria-roledescription="chart"
      aria-label={`${label}. Arrow keys read values, plus and minus zoom, Escape goes back.`}
      onKeyDown={onKeyDown}
      onPointerEnter={() => {
        if (hand.peek() === 'none') hand.value = 'pointer';
      }}
      onPointerLeave={() => {
        if (hand.peek() === 'pointer') hand.value = 'none';
      }}
      onFocus={() => {
        hand.value = 'keys';
      }}
      onBlur={() => {
        hand.value = 'none';
        plot.current?.setCursor({ left: -10, top: -10 });
      }}
    />
  );
}

/** One point on, or ten with Shift; in a strip one run on. A gap is a stop too: it has something to say. */
function moveCursor(u: uPlot, { shape, span, gaps }: Scene, here: number, step: 1 | -1, first: boolean, far: boolean): void {
  const values =
    shape.kind === 'line' ? shape.columns.t.filter((_, i) => shape.columns.line[i] !== null) : shape.runs.map((run) => run.from);
  const holes = gaps.map((gap) => (Math.max(gap.from, span.from) + Math.min(gap.to, span.to)) / 2);
  const times = [...values, ...holes].filter((t) => t >= span.from && t <= span.to).sort((a, b) => a - b);
  if (times.length === 0) return;
  // rounding on the way through pixels must not make a step stand still
  const slack = (span.to - span.from) / 1e4;
  let at: number;
  if (first) at = step === 1 ? 0 : times.length - 1;
  else if (step === 1) at = times.findIndex((t) => t > here + slack);
  else at = times.findLastIndex((t) => t < here - slack);
  if (at < 0) at = step === 1 ? times.length - 1 : 0;
  else if (far) at = Math.min(times.length - 1, Math.max(0, at + 9 * step));
  u.setCursor({ left: u.valToPos(times[at] ?? here, 'x'), top: 10 });
}
