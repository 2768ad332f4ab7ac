import { useState } from 'preact/hooks';
import { api } from '../api/client.ts';
import type { Signal } from '../api/types.ts';
import { wordsOf, type Chart } from '../logic/catalogue.ts';
import { formatCount, formatReading, formatUnit } from '../logic/format.ts';
import { seconds } from '../logic/gaps.ts';
import { spanOf, type Range } from '../logic/range.ts';
import { usePolled } from '../state/polled.ts';
import { Ago } from './Ago.tsx';
import { ChartCard } from './ChartCard.tsx';

const REFRESH_MS = 10_000;
// the API's times have microseconds, a browser's only milliseconds
const EDGE_S = 0.001;

/** The dense signals of a device: what each is, and its newest frame. */
export function Signals({ serial, search }: { serial: string; search: string }) {
  const { data } = usePolled((signal) => api.signals(serial, signal), `signals ${serial}`, REFRESH_MS);
  const words = wordsOf(search);
  const found = (data ?? []).filter(({ name }) => words.every((word) => name.toLowerCase().includes(word)));
  if (found.length === 0) return null;
  return (
    <section class="group" aria-label="Signals">
      <h2 class="group-title">Signals, newest frame of each</h2>
      <div class="charts">
        {found.map((signal) => (
          <SignalCard key={signal.name} serial={serial} signal={signal} />
        ))}
      </div>
    </section>
  );
}

function SignalCard({ serial, signal }: { serial: string; signal: Signal }) {
  const [zoom, setZoom] = useState<Range | null>(null);
  const [chosen, setChosen] = useState('');
  const channel = signal.channels.find((c) => c.key === chosen) ?? signal.channels[0];
  const unit = channel?.unit ?? '';
  const rate = formatReading(1 / signal.intervalSeconds, 'Hz');
  const frame: Range = { kind: 'fixed', from: seconds(signal.first), to: seconds(signal.last) + EDGE_S };
  const chart: Chart = { name: signal.name, title: signal.name, unit, kind: 'number', counter: false, series: null, channel: channel?.key ?? '' };
  return (
    <ChartCard
      serial={serial}
      chart={chart}
      view={{
        key: `${zoom ? JSON.stringify(zoom) : signal.last} ${channel?.key}`,
        span: spanOf(zoom ?? frame, 0),
        zoomTo: setZoom,
        zoomBack: () => setZoom(null),
      }}
    >
      <p class="chart-about">
        {formatCount(signal.samples)} samples at {rate.value} {rate.unit}
        {unit !== '' && ` in ${formatUnit(unit)}`} · <Ago at={signal.last} /> · {formatCount(signal.frames)} frames{' '}
        {signal.channels.length > 1 && (
          <select aria-label={`Channel of ${signal.name}`} value={channel?.key} onChange={(e) => setChosen(e.currentTarget.value)}>
            {signal.channels.map(({ key }) => (
              <option key={key}>{key}</option>
            ))}
          </select>
        )}
      </p>
    </ChartCard>
  );
}
