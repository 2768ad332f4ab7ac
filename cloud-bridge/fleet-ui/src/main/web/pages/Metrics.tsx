import { Fragment } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { api } from '../api/client.ts';
import { AWAY } from '../api/problem.ts';
import type { Service } from '../api/types.ts';
import { chartGroups, familiesOf, filterCharts, firstCharts, type ChartGroup } from '../logic/catalogue.ts';
import { rangeFromQuery, rangeToQuery, refreshSeconds, spanOf, type Range } from '../logic/range.ts';
import { deviceHref } from '../logic/route.ts';
import { ChartCard, type Window } from '../parts/ChartCard.tsx';
import { More } from '../parts/More.tsx';
import { Notice } from '../parts/Notice.tsx';
import { RangeBar } from '../parts/RangeBar.tsx';
import { SearchField } from '../parts/SearchField.tsx';
import { stateWord, toneOfService } from '../parts/Services.tsx';
import { Signals } from '../parts/Signals.tsx';
import { Skeleton } from '../parts/Skeleton.tsx';
import { State } from '../parts/State.tsx';
import { back, go, zoomDepth } from '../state/location.ts';
import { usePolled } from '../state/polled.ts';

const CATALOGUE_MS = 10_000;
// a browser takes so many cards at once, a person fewer
const CHARTS = 300;

/** A chart for every metric of a device, all over the same times. */
export function MetricsTab({
  serial,
  services,
  query,
}: {
  serial: string;
  services: readonly Service[];
  query: URLSearchParams;
}) {
  const series = usePolled((signal) => api.series(serial, signal), `series ${serial}`, CATALOGUE_MS);
  const [search, setSearch] = useState('');
  const [most, setMost] = useState(CHARTS);
  const range = rangeFromQuery(query);
  const nowSeconds = useTicking(range);
  const span = spanOf(range, nowSeconds);

  const show = (next: Range, zoom = false): void =>
    go(deviceHref(serial, 'metrics', rangeToQuery(next)), { zoom });
  const view: Window = {
    key: JSON.stringify(range),
    span,
    zoomTo: (next) => show(next, true),
    zoomBack: () => {
      if (zoomDepth.peek() > 0) back();
    },
  };
  const groups = chartGroups(services, series.data ?? []);
  const found = filterCharts(groups, search);

  return (
    <section aria-label="Metrics">
      <RangeBar range={range} span={span} onChange={show} />
      {series.problem && series.problem.status !== AWAY && <Notice problem={series.problem} retry={series.refresh} since={series.at} />}
      {series.data === null && !series.problem && <Skeleton rows={4} label="The metrics are being fetched" />}
      {series.data !== null && groups.length === 0 && (
        <div class="empty">
          <p class="empty-title">No metric yet</p>
          <p>No service of this device has declared a metric, and no reading has arrived.</p>
        </div>
      )}
      {series.data !== null && groups.length > 0 && (
        <>
          <div class="toolbar toolbar-small">
            <SearchField label="Filter metrics" value={search} onChange={setSearch} />
            <p class="muted" role="status">
              {countOf(found)} of {countOf(groups)} metrics
            </p>
          </div>
          {firstCharts(found, most).map((group) => (
            <Group key={group.title} group={group} serial={serial} view={view} />
          ))}
          <More shown={Math.min(most, countOf(found))} all={countOf(found)} onMore={() => setMost(most + CHARTS)} />
        </>
      )}
      <Signals serial={serial} search={search} />
    </section>
  );
}

const countOf = (groups: readonly ChartGroup[]): number => groups.reduce((n, g) => n + g.charts.length, 0);

function Group({ group, serial, view }: { group: ChartGroup; serial: string; view: Window }) {
  const troubled = group.service !== null && toneOfService(group.service.state) !== 'good';
  return (
    <section class="group" aria-label={group.title}>
      <h2 class="group-title">
        {group.title}
        {group.service && troubled && (
          <State tone={toneOfService(group.service.state)}>{stateWord(group.service.state)}</State>
        )}
      </h2>
      {familiesOf(group.charts).map((family) => (
        <Fragment key={family.title}>
          {family.title !== '' && <p class="family">{family.title}</p>}
          <div class="charts">
            {family.charts.map((chart) => (
              <ChartCard key={chart.name} serial={serial} chart={chart} view={view} />
            ))}
          </div>
        </Fragment>
      ))}
    </section>
  );
}

/** The time now in epoch seconds: moves on while the range is one that ends now, as often as is worth drawing. */
function useTicking(range: Range): number {
  const [nowSeconds, setNow] = useState(Date.now() / 1000);
  const seconds = range.kind === 'last' ? range.seconds : 0;
  useEffect(() => {
    if (seconds === 0) return;
    const tick = (): void => {
      if (document.visibilityState === 'visible') setNow(Date.now() / 1000);
    };
    tick();
    const timer = setInterval(tick, refreshSeconds(seconds) * 1000);
    document.addEventListener('visibilitychange', tick);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', tick);
    };
  }, [seconds]);
  return nowSeconds;
}
