import type { Service } from '../api/types.ts';
import { State, type Tone } from './State.tsx';

const TONES: Record<string, Tone> = {
  RUNNING: 'good',
  STOPPED: 'off',
  STUCK: 'late',
  QUARANTINED: 'bad',
  FAILED: 'bad',
};

export const toneOfService = (state: string): Tone => TONES[state.toUpperCase()] ?? 'off';

/** "RUNNING" as "Running". */
export function stateWord(state: string): string {
  return state === '' ? 'Unknown' : state.charAt(0).toUpperCase() + state.slice(1).toLowerCase();
}

/** What runs on a device, each with its state. */
export function Services({ services }: { services: readonly Service[] }) {
  if (services.length === 0) return <p class="services muted">No service has announced itself.</p>;
  return (
    <ul class="services">
      {services.map((service) => (
        <li key={service.name}>
          <span class="service-name">{service.name}</span>
          {service.version && <span class="muted service-version">{service.version}</span>}
          <State tone={toneOfService(service.state)} title={service.reason ?? undefined}>
            {stateWord(service.state)}
          </State>
          {service.reason && <span class="service-reason">{service.reason}</span>}
        </li>
      ))}
    </ul>
  );
}
