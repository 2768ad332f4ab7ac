import { computed, effect, signal } from '@preact/signals';
import { DARK_QUERY, showTheme, storeTheme, storedTheme } from './theme-choice.ts';

/** What a person chose; "auto" follows the system. */
const theme = signal(storedTheme());

const system = matchMedia(DARK_QUERY);
const systemDark = signal(system.matches);
system.addEventListener('change', (e) => {
  systemDark.value = e.matches;
});

/** What is shown; canvases are painted anew when it changes. */
export const darkNow = computed(() => (theme.value === 'auto' ? systemDark.value : theme.value === 'dark'));

effect(() => showTheme(darkNow.value));

/** Turns to the other of light and dark, and back to the system's choice when that is what it comes to. */
export function toggleTheme(): void {
  const dark = !darkNow.peek();
  theme.value = dark === systemDark.peek() ? 'auto' : dark ? 'dark' : 'light';
  storeTheme(theme.peek());
}
