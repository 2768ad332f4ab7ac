import { computed, signal } from '@preact/signals';
import { THEME_KEY, storedTheme, type Theme } from './theme-choice.ts';

/** What a person chose; "auto" follows the system. */
export const theme = signal<Theme>(storedTheme());

const systemIsDark = matchMedia('(prefers-color-scheme: dark)');
const systemDark = signal(systemIsDark.matches);
systemIsDark.addEventListener('change', (e) => {
  systemDark.value = e.matches;
});

/** What is shown; canvases are painted anew when it changes. */
export const darkNow = computed(() => (theme.value === 'auto' ? systemDark.value : theme.value === 'dark'));

/** Turns to the other of light and dark, and back to the system's choice when that is what it comes to. */
export function toggleTheme(): void {
  const dark = !darkNow.peek();
  const next: Theme = dark === systemDark.peek() ? 'auto' : dark ? 'dark' : 'light';
  if (next === 'auto') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = next;
  try {
    localStorage.setItem(THEME_KEY, next);
  } catch {
    // storage may be forbidden; then the choice lasts until the page is left
  }
  theme.value = next;
}
