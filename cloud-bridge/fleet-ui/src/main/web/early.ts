// Runs before the first paint, so that a chosen theme does not flash.
import { storedTheme } from './state/theme-choice.ts';

const theme = storedTheme();
if (theme !== 'auto') document.documentElement.dataset['theme'] = theme;
