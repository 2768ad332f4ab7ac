export type Theme = 'auto' | 'light' | 'dark';

export const THEME_KEY = 'weir.theme';

export function storedTheme(): Theme {
  try {
    const stored = localStorage.getItem(THEME_KEY);
    return stored === 'light' || stored === 'dark' ? stored : 'auto';
  } catch {
    return 'auto';
  }
}
