import type { ComponentChildren } from 'preact';
import type { Device } from '../api/types.ts';
import { clockIsOff, HEALTH_WORDS, healthOf, lagIsHigh } from '../logic/devices.ts';
import { formatCount, formatDuration } from '../logic/format.ts';
import { Ago } from './Ago.tsx';
import { State } from './State.tsx';

/** How a device stands, in one line of facts. */
export function Facts({ device }: { device: Device }) {
  const health = healthOf(device);
  const gaps = device.gapRecords ?? 0;
  const backlog = device.backlogRecords ?? 0;
  return (
    <dl class="facts">
      <Fact label="State">
        <State tone={health}>{HEALTH_WORDS[health]}</State>
      </Fact>
      <Fact label="Last seen">
        <Ago at={device.lastSeen} />
      </Fact>
      <Fact label="Lag" tone={lagIsHigh(device) ? 'late' : undefined}>
        {formatDuration(device.lagSeconds)}
      </Fact>
      <Fact label="Backlog">
        {formatCount(device.backlogRecords)}
        {backlog > 0 && device.backlogAgeSeconds !== null && (
          <span class="muted"> · {formatDuration(device.backlogAgeSeconds)}</span>
        )}
      </Fact>
      <Fact label="Lost in gaps" tone={gaps > 0 ? 'bad' : undefined}>
        {formatCount(device.gapRecords)}
      </Fact>
      <Fact label="Records">{formatCount(device.records)}</Fact>
      <Fact label="Clock off by" tone={clockIsOff(device) ? 'late' : undefined}>
        {formatDuration(device.clockOffsetSeconds)}
      </Fact>
      <Fact label="Agent">{device.agentVersion ?? '–'}</Fact>
    </dl>
  );
}

function Fact({
  label,
  tone,
  children,
}: {
  label: string;
  tone?: 'late' | 'bad' | undefined;
  children: ComponentChildren;
}) {
  return (
    <div class="fact">
      <dt>{label}</dt>
      <dd class={tone ? `tone-${tone}` : undefined}>{children}</dd>
    </div>
  );
}
