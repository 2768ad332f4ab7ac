export type Theme = 'auto' | 'light' | 'dark';

export const DARK_QUERY = '(prefers-color-scheme: dark)';

const KEY = 'weir.theme';

export function storedTheme(): Theme {
  try {
    const stored = localStorage.getItem(KEY);
    return stored === 'light' || stored === 'dark' ? stored : 'auto';
  } catch {
    return 'auto';
  }
}

export function storeTheme(theme: Theme): void {
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // storage may be forbidden; then the choice lasts until the page is left
  }
}

export function showTheme(dark: boolean): void {
  document.documentElement.dataset['theme'] = dark ? 'dark' : 'light';
}
