import { useState } from 'preact/hooks';
import { asProblem, type Problem } from '../api/problem.ts';
import type { DeployedPlugin, Service } from '../api/types.ts';
import { resultOf } from '../logic/deployment.ts';
import { ConfigurationForm } from '../parts/ConfigurationForm.tsx';
import { DeployForm } from '../parts/DeployForm.tsx';
import { Notice } from '../parts/Notice.tsx';
import { commanded } from '../state/commanding.ts';

/** What is deployed on a gateway and how it is configured, and both can be changed. */
export function PluginsTab({ serial, services, onDone }: { serial: string; services: readonly Service[]; onDone: () => void }) {
  const deployer = services.find((service) => service.name === 'deployer');
  const configurations = services.find((service) => service.name === 'config')?.configurations ?? [];
  if (deployer === undefined) {
    return (
      <div class="empty">
        <p class="empty-title">Nothing to deploy to</p>
        <p>This device has not announced a deployer.</p>
      </div>
    );
  }
  return (
    <section class="commands" aria-label="Plugins">
      <Deployed serial={serial} plugins={deployer.plugins ?? []} onDone={onDone} />
      <div class="panel">
        <DeployForm serial={serial} onDone={onDone} />
        {configurations.map((one) => (
          <ConfigurationForm key={one.pid} serial={serial} configuration={one} onDone={onDone} />
        ))}
      </div>
    </section>
  );
}

function Deployed({ serial, plugins, onDone }: { serial: string; plugins: readonly DeployedPlugin[]; onDone: () => void }) {
  const [problem, setProblem] = useState<Problem | null>(null);
  const [text, setText] = useState('');
  const remove = async (plugin: string): Promise<void> => {
    if (!window.confirm(`Take ${plugin} off ${serial}?`)) return;
    setProblem(null);
    try {
      setText(resultOf(await commanded(serial, 'deployer', 'Remove', { plugin }, 60)).text);
      onDone();
    } catch (caught) {
      setProblem(asProblem(caught));
    }
  };
  if (plugins.length === 0) return <p class="muted">No plugin is deployed.</p>;
  return (
    <>
      <ul class="services" aria-label="Deployed">
        {plugins.map((one) => (
          <li key={one.plugin}>
            <span class="service-name">{one.plugin}</span>
            <span class="muted service-version">{one.currentVersion}</span>
            <span class="muted">{one.outcome}</span>
            <button type="button" class="button" aria-label={`Remove ${one.plugin}`} onClick={() => void remove(one.plugin)}>
              Remove
            </button>
          </li>
        ))}
      </ul>
      {text !== '' && <p role="status">{text}</p>}
      {problem && <Notice problem={problem} />}
    </>
  );
}
