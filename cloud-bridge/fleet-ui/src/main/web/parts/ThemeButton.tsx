import { darkNow, toggleTheme } from '../state/theme.ts';
import { Icon } from './Icon.tsx';

export function ThemeButton() {
  const dark = darkNow.value;
  const label = dark ? 'Change to light colours' : 'Change to dark colours';
  return (
    <button type="button" class="button button-plain" onClick={toggleTheme} aria-label={label} title={label}>
      <Icon name={dark ? 'sun' : 'moon'} />
    </button>
  );
}
