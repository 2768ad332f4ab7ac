import { useEffect, useRef, useState } from 'preact/hooks';
import type { Span } from '../api/types.ts';
import { formatDuration, formatSpan } from '../logic/format.ts';
import { DEFAULT_RANGE, fixed, fromLocalInput, PRESETS, scaled, shifted, toLocalInput, type Range } from '../logic/range.ts';
import { back, zoomDepth } from '../state/location.ts';
import { Icon } from './Icon.tsx';

/** Chooses the times that all charts show. */
export function RangeBar({
  range,
  span,
  onChange,
}: {
  range: Range;
  span: Span;
  onChange: (range: Range, zoom?: boolean) => void;
}) {
  const [custom, setCustom] = useState(false);
  const live = range.kind === 'last';
  const lastLive = useRef<Range>(DEFAULT_RANGE);
  useEffect(() => {
    if (range.kind === 'last') lastLive.current = range;
  });
  const middle = (span.from + span.to) / 2;

  return (
    <div class="range">
      <div class="range-row">
        <div class="segments" role="group" aria-label="Times shown">
          {PRESETS.map((preset) => (
            <button
              key={preset.id}
              type="button"
              title={preset.title}
              aria-pressed={range.kind === 'last' && range.seconds === preset.seconds}
              onClick={() => onChange({ kind: 'last', seconds: preset.seconds })}
            >
              {preset.label}
            </button>
          ))}
          <button
            type="button"
            aria-expanded={custom}
            aria-controls="custom-range"
            aria-pressed={range.kind === 'fixed'}
            onClick={() => setCustom(!custom)}
          >
            Custom
          </button>
        </div>
        <button
          type="button"
          class="button live"
          aria-pressed={live}
          title={live ? 'Stop following new readings' : 'Follow new readings'}
          onClick={() => onChange(live ? fixed(span.from, span.to) : lastLive.current)}
        >
          <span class="live-dot" aria-hidden="true" />
          Live
        </button>
        <div class="buttons" role="group" aria-label="Move and zoom">
          <IconButton icon="left" label="Earlier" onClick={() => onChange(shifted(span, -1), true)} />
          <IconButton icon="right" label="Later" onClick={() => onChange(shifted(span, 1), true)} />
          <IconButton icon="zoomOut" label="Zoom out" onClick={() => onChange(scaled(span, 2, middle), true)} />
          <button type="button" class="button" aria-disabled={zoomDepth.value === 0} onClick={() => zoomDepth.peek() > 0 && back()}>
            <Icon name="back" />
            Back
          </button>
        </div>
        <p class="range-words">
          {formatSpan(span.from, span.to, Date.now())}
          <span class="muted"> ({formatDuration(span.to - span.from)})</span>
        </p>
      </div>
      {custom && (
        <CustomRange
          span={span}
          onApply={(next) => {
            onChange(next);
            setCustom(false);
          }}
        />
      )}
    </div>
  );
}

function IconButton({ icon, label, onClick }: { icon: 'left' | 'right' | 'zoomOut'; label: string; onClick: () => void }) {
  return (
    <button type="button" class="button" aria-label={label} title={label} onClick={onClick}>
      <Icon name={icon} />
    </button>
  );
}

function CustomRange({ span, onApply }: { span: Span; onApply: (range: Range) => void }) {
  const [from, setFrom] = useState(() => toLocalInput(span.from));
  const [to, setTo] = useState(() => toLocalInput(span.to));
  const [error, setError] = useState('');
  const first = useRef<HTMLInputElement>(null);
  useEffect(() => first.current?.focus(), []);

  const apply = (event: Event): void => {
    event.preventDefault();
    const a = fromLocalInput(from);
    const b = fromLocalInput(to);
    if (a === null || b === null) setError('Both times are needed.');
    else if (b <= a) setError('The end must be later than the start.');
    else onApply(fixed(a, b));
  };
  return (
    <form class="custom-range" id="custom-range" onSubmit={apply} noValidate>
      <label class="field field-inline">
        <span class="field-label">From</span>
        <input ref={first} type="datetime-local" step="1" value={from} onInput={(e) => setFrom(e.currentTarget.value)} />
      </label>
      <label class="field field-inline">
        <span class="field-label">To</span>
        <input type="datetime-local" step="1" value={to} onInput={(e) => setTo(e.currentTarget.value)} />
      </label>
      <button type="submit" class="button button-primary">
        Show
      </button>
      {error !== '' && (
        <p class="field-error" role="alert">
          {error}
        </p>
      )}
    </form>
  );
}
