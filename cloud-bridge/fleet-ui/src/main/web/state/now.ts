import { signal } from '@preact/signals';

/** The time, a second at a time, for everything that says how long ago something was. Stands still in a hidden tab. */
export const now = signal(Date.now());

const tick = (): void => {
  if (document.visibilityState === 'visible') now.value = Date.now();
};

setInterval(tick, 1000);
document.addEventListener('visibilitychange', tick);
