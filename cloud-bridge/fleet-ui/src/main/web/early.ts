// Runs before the first paint, so that no theme flashes up that is not wanted.
import { DARK_QUERY, showTheme, storedTheme } from './state/theme-choice.ts';

const theme = storedTheme();
showTheme(theme === 'auto' ? matchMedia(DARK_QUERY).matches : theme === 'dark');
