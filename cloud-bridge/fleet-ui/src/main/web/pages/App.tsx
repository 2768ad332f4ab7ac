import { useEffect } from 'preact/hooks';
import { Header } from '../parts/Header.tsx';
import { Notice } from '../parts/Notice.tsx';
import { route } from '../state/location.ts';
import { findSession, session } from '../state/session.ts';
import { DevicePage } from './Device.tsx';
import { DevicesPage } from './Devices.tsx';
import { LoginPage } from './Login.tsx';
import { MissingPage } from './Missing.tsx';

const RETRY_MS = 5_000;

/** The whole of the pages: who is there decides between log-in and the page that the address names. */
export function App() {
  const who = session.value;
  const away = who.state === 'unreachable';
  useEffect(() => {
    if (!away) return;
    const timer = setInterval(() => void findSession(), RETRY_MS);
    return () => clearInterval(timer);
  }, [away]);

  switch (who.state) {
    case 'unknown':
      return <main id="main" class="page" aria-busy="true" />;
    case 'out':
      return <LoginPage expired={who.expired} />;
    case 'unreachable':
      return (
        <main id="main" class="page page-narrow">
          <h1 class="visually-hidden">Weir fleet</h1>
          <Notice problem={who.problem} retry={() => void findSession()} />
        </main>
      );
    case 'in':
      return (
        <>
          <Header user={who.user} />
          <main id="main" class="page" tabIndex={-1}>
            <Page />
          </main>
        </>
      );
  }
}

function Page() {
  const here = route.value;
  switch (here.page) {
    case 'devices':
      return <DevicesPage />;
    case 'device':
      return <DevicePage key={here.serial} serial={here.serial} tab={here.tab} query={here.query} />;
    case 'missing':
      return <MissingPage />;
  }
}
