import type { DeclaredMetric, Series, SeriesKind, Service } from '../api/types.ts';

/** One chart of a device's page: a declared metric, a stored series, or, mostly, both. */
export interface Chart {
  name: string;
  unit: string;
  kind: SeriesKind;
  /** Counters that only grow are told apart from readings. */
  counter: boolean;
  /** Null as long as no reading of a declared metric has arrived. */
  series: Series | null;
}

export interface ChartGroup {
  title: string;
  service: Service | null;
  charts: Chart[];
}

// what the agent says of itself: weir:<name>
const AGENT = 'weir:';
const byName = new Intl.Collator('en', { numeric: true });

const KINDS: Record<string, SeriesKind> = {
  NUMBER: 'number',
  INTEGER: 'number',
  BOOLEAN: 'bool',
  TEXT: 'text',
  DATA: 'data',
};

/** Every declared metric and every stored series once: by service, then what no service declares, the agent's own last. */
export function chartGroups(services: readonly Service[], series: readonly Series[]): ChartGroup[] {
  const stored = new Map(series.map((s) => [s.name, s]));
  const shown = new Set<string>();
  const groups: ChartGroup[] = [];
  for (const service of byUse(services)) {
    const metrics = (service.metrics ?? []).filter((metric) => !shown.has(metric.name));
    for (const metric of metrics) shown.add(metric.name);
    const charts = metrics.map((metric) => declared(metric, stored.get(metric.name) ?? null));
    if (charts.length > 0) groups.push({ title: service.title || service.name, service, charts });
  }
  return groups.concat(undeclared(series.filter((s) => !shown.has(s.name))));
}

function declared(metric: DeclaredMetric, found: Series | null): Chart {
  return {
    name: metric.name,
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
      unit: s.unit ?? '',
      kind: s.kind,
      counter: s.metricType === 'INCREMENTAL',
      series: s,
    }));
  const own = charts.filter((chart) => chart.name.startsWith(AGENT));
  const others = charts.filter((chart) => !chart.name.startsWith(AGENT));
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

/** Many charts by what their names have in common: "cpu", "disk:vda", "net:eth0". A few stay together. */
export function familiesOf(charts: readonly Chart[]): Family[] {
  if (charts.length <= GLANCE) return [{ title: '', charts: [...charts] }];
  const families = new Map<string, Chart[]>();
  for (const chart of charts) {
    const parts = chart.name.split(':');
    const title = parts.slice(0, Math.min(2, parts.length - 1)).join(':');
    families.set(title, [...(families.get(title) ?? []), chart]);
  }
  return [...families].map(([title, members]) => ({ title, charts: members }));
}

/** Services that a person has most to do with first: those that measure, then those that only take commands. */
export function byUse(services: readonly Service[]): Service[] {
  const measures = (s: Service): number => ((s.metrics ?? []).length > 0 ? 0 : 1);
  return [...services].sort((a, b) => measures(a) - measures(b) || byName.compare(a.name, b.name));
}

/** The groups with only those charts whose name or unit holds every word; groups left empty go. */
export function filterCharts(groups: readonly ChartGroup[], search: string): ChartGroup[] {
  const words = search.toLowerCase().split(/\s+/).filter((w) => w !== '');
  if (words.length === 0) return [...groups];
  return groups
    .map((group) => ({
      ...group,
      charts: group.charts.filter((chart) => {
        const haystack = `${group.title} ${chart.name} ${chart.unit}`.toLowerCase();
        return words.every((w) => haystack.includes(w));
      }),
    }))
    .filter((group) => group.charts.length > 0);
}
