import { devicesHref } from '../logic/route.ts';
import { route } from '../state/location.ts';
import { logOut } from '../state/session.ts';
import { Icon } from './Icon.tsx';
import { Logo } from './Logo.tsx';
import { ThemeButton } from './ThemeButton.tsx';

export function Header({ user }: { user: string }) {
  const skip = (event: Event): void => {
    // the address after "#" is the page's own, so the jump is made by hand
    event.preventDefault();
    document.getElementById('main')?.focus();
  };
  return (
    <>
      <a class="skip-link" href="#main" onClick={skip}>
        Skip to the content
      </a>
      <header class="header">
        <a class="brand" href={devicesHref}>
          <Logo />
          <span>Weir fleet</span>
        </a>
        <nav aria-label="Pages">
          <a href={devicesHref} aria-current={route.value.page === 'devices' ? 'page' : undefined}>
            Devices
          </a>
        </nav>
        <div class="header-end">
          <span class="header-user" title="Logged in">
            {user}
          </span>
          <ThemeButton />
          <button
            type="button"
            class="button button-plain"
            aria-label="Log out"
            title="Log out"
            onClick={() => void logOut().catch(() => undefined)}
          >
            <Icon name="out" />
          </button>
        </div>
      </header>
    </>
  );
}
