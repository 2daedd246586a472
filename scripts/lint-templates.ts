import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '#lib/repository-root';
import { pythonTools } from './python-tools.ts';

/**
 * `npm run lint:templates`: cfn-lint, which knows AWS's own schemas, over every synthesized template in
 * cdk.out (or the folder given), after `npm run synth`. Ends with cfn-lint's status when it finds something.
 */
const folder = process.argv[2] ?? join(repositoryRoot, 'cdk.out');
const { artifacts } = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as {
  artifacts: Record<string, { type: string; properties?: { templateFile?: string } }>;
};
// The manifest names the templates of this synthesis; older ones may lie beside them.
const templates = Object.values(artifacts).flatMap(({ type, properties }) =>
  type === 'aws:cloudformation:stack' && properties?.templateFile
    ? [join(folder, properties.templateFile)]
    : [],
);
if (templates.length === 0) throw new Error(`no stacks in ${folder}: run npm run synth first`);

// CDK writes out dependencies that a reference implies already.
const passedOver = 'W3005';
const lint = join(await pythonTools(), 'cfn-lint');
try {
  const rules = ['--non-zero-exit-code', 'warning', '--ignore-checks', passedOver];
  execFileSync(lint, [...rules, '--', ...templates], { stdio: 'inherit' });
  console.log(`cfn-lint finds nothing in ${templates.length} templates`);
} catch {
  process.exitCode = 1;
}
