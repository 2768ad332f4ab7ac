import { api } from '../api/client.ts';
import { unreachable } from '../api/problem.ts';
import { devicesHref, deviceHref, type Tab } from '../logic/route.ts';
import { Facts } from '../parts/Facts.tsx';
import { Losses } from '../parts/Losses.tsx';
import { Notice } from '../parts/Notice.tsx';
import { PageTitle } from '../parts/PageTitle.tsx';
import { Services } from '../parts/Services.tsx';
import { Skeleton } from '../parts/Skeleton.tsx';
import { usePolled } from '../state/polled.ts';
import { away } from '../state/reach.ts';
import { CommandsTab } from './Commands.tsx';
import { MetricsTab } from './Metrics.tsx';
import { PluginsTab } from './Plugins.tsx';

const REFRESH_MS = 5_000;

export function DevicePage({
  serial,
  tab,
  query,
}: {
  serial: string;
  tab: Tab;
  query: URLSearchParams;
}) {
  const { data, problem, at, refresh } = usePolled(
    (signal) => api.device(serial, signal),
    `device ${serial}`,
    REFRESH_MS,
  );
  // a part of the page may find out before the page itself asks again
  const told = problem ?? (away.value ? unreachable() : null);
  return (
    <>
      <nav class="crumbs" aria-label="Breadcrumb">
        <a href={devicesHref}>Devices</a>
        <span aria-hidden="true">/</span>
      </nav>
      <div class="page-head">
        <PageTitle name={serial}>{serial}</PageTitle>
      </div>
      {told && <Notice problem={told} retry={refresh} since={at} />}
      {data === null && !told && <Skeleton rows={3} label="The device is being fetched" />}
      {data !== null && (
        <>
          <Facts device={data} />
          <Losses device={data} />
          <Services services={data.services} />
          <nav class="tabs" aria-label="About this device">
            <a href={deviceHref(serial)} aria-current={tab === 'metrics' ? 'page' : undefined}>
              Metrics
            </a>
            <a href={deviceHref(serial, 'commands')} aria-current={tab === 'commands' ? 'page' : undefined}>
              Commands
            </a>
            <a href={deviceHref(serial, 'plugins')} aria-current={tab === 'plugins' ? 'page' : undefined}>
              Plugins
            </a>
          </nav>
          {tab === 'plugins' ? (
            <PluginsTab serial={serial} services={data.services} onDone={refresh} />
          ) : tab === 'metrics' ? (
            <MetricsTab serial={serial} services={data.services} query={query} />
          ) : (
            <CommandsTab serial={serial} services={data.services} online={data.online} />
          )}
        </>
      )}
    </>
  );
}
