import type { DeclaredMetric, Series, SeriesKind, Service } from '../api/types.ts';
import { isOwn, ownOf } from './own.ts';

/** One chart of a device's page: a declared metric, a stored series, or, mostly, both. */
export interface Chart {
  name: string;
  /** What a person reads; the name, unless there are better words. */
  title: string;
  unit: string;
  kind: SeriesKind;
  /** Counters that only grow are told apart from readings. */
  counter: boolean;
  /** Null as long as no reading of a declared metric has arrived. */
  series: Series | null;
  /** Of a dense signal: which of its channels. */
  channel?: string;
}

export interface ChartGroup {
  title: string;
  service: Service | null;
  charts: Chart[];
}

const byName = new Intl.Collator('en', { numeric: true });

const KINDS: Record<string, SeriesKind> = {
  NUMBER: 'number',
  INTEGER: 'number',
  BOOLEAN: 'bool',
  TEXT: 'text',
  DATA: 'data',
};

/** Every declared metric and every stored series once: by service, then what no service declares, the agent's own last, whoever declares it. */
export function chartGroups(services: readonly Service[], series: readonly Series[]): ChartGroup[] {
  const stored = new Map(series.map((s) => [s.name, s]));
  const shown = new Set<string>();
  const groups: ChartGroup[] = [];
  for (const service of byUse(services)) {
    const metrics = measured(service).filter((metric) => !shown.has(metric.name));
    for (const metric of metrics) shown.add(metric.name);
    const charts = metrics.map((metric) => declared(metric, stored.get(metric.name) ?? null));
    if (charts.length > 0) groups.push({ title: service.title || service.name, service, charts });
  }
  return groups.concat(undeclared(series.filter((s) => !shown.has(s.name))));
}

/** What a service measures: not what it tells of the agent's own doings. */
const measured = (service: Service): DeclaredMetric[] => (service.metrics ?? []).filter((metric) => !isOwn(metric.name));

function declared(metric: DeclaredMetric, found: Series | null): Chart {
  return {
    name: metric.name,
    title: metric.name,
    unit: found?.unit ?? metric.unit ?? '',
    kind: found?.kind ?? KINDS[metric.dataType ?? ''] ?? 'number',
    counter: (metric.type ?? found?.metricType) === 'INCREMENTAL',
    series: found,
  };
}

function undeclared(series: readonly Series[]): ChartGroup[] {
  const charts = [...series]
    .sort((a, b) => byName.compare(a.name, b.name))
    .map((s): Chart => ({
      name: s.name,
      title: s.name,
      unit: s.unit ?? '',
      kind: s.kind,
      counter: s.metricType === 'INCREMENTAL',
      series: s,
    }));
  const others = charts.filter((chart) => !isOwn(chart.name));
  const own = charts
    .filter((chart) => isOwn(chart.name))
    .map((chart) => ({ ...chart, ...ownOf(chart.name) }))
    .sort((a, b) => a.order - b.order);
  return [
    { title: 'Other readings', service: null, charts: others },
    { title: 'Weir itself', service: null, charts: own },
  ].filter((group) => group.charts.length > 0);
}

export interface Family {
  title: string;
  charts: Chart[];
}

// as many charts as still can be taken in at a glance
const GLANCE = 9;

/** Many charts by what their names have in common: "cpu", "disk:vda", "net:eth0". A few stay together, and those that are alone. */
export function familiesOf(charts: readonly Chart[]): Family[] {
  if (charts.length <= GLANCE || charts.every((chart) => isOwn(chart.name))) return [{ title: '', charts: [...charts] }];
  const families = new Map<string, Chart[]>();
  for (const chart of charts) {
    const parts = chart.name.split(':');
    const title = parts.slice(0, Math.min(2, parts.length - 1)).join(':');
    families.set(title, [...(families.get(title) ?? []), chart]);
  }
  const found = [...families].map(([title, members]) => ({ title, charts: members }));
  const alone = found.filter((family) => family.charts.length === 1 || family.title === '');
  const rest = { title: '', charts: alone.flatMap((family) => family.charts) };
  return [...found.filter((family) => !alone.includes(family)), rest].filter((family) => family.charts.length > 0);
}

/** Services that a person has most to do with first: those that measure, then those that only take commands. */
export function byUse(services: readonly Service[]): Service[] {
  const measures = (s: Service): number => (measured(s).length > 0 ? 0 : 1);
  return [...services].sort((a, b) => measures(a) - measures(b) || byName.compare(a.name, b.name));
}

/** What a person searches for: every word has to be there. */
export const wordsOf = (search: string): string[] => search.toLowerCase().split(/\s+/).filter((w) => w !== '');

/** The groups with only those charts whose name or unit holds every word; groups left empty go. */
export function filterCharts(groups: readonly ChartGroup[], search: string): ChartGroup[] {
  const words = wordsOf(search);
  if (words.length === 0) return [...groups];
  return groups
    .map((group) => ({
      ...group,
      charts: group.charts.filter((chart) => {
        const haystack = `${group.title} ${chart.name} ${chart.title} ${chart.unit}`.toLowerCase();
        return words.every((w) => haystack.includes(w));
      }),
    }))
    .filter((group) => group.charts.length > 0);
}

/** The first so many charts, in their groups. */
export function firstCharts(groups: readonly ChartGroup[], most: number): ChartGroup[] {
  let left = most;
  return groups.flatMap((group) => {
    const charts = group.charts.slice(0, left);
    left -= charts.length;
    return charts.length > 0 ? [{ ...group, charts }] : [];
  });
}
