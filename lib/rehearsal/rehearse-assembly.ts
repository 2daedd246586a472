import { readFileSync, writeFileSync } from 'node:fs';
import type { App } from 'aws-cdk-lib';
import { gaps, nameOfGap } from './gaps.ts';
import { type CloudFormationTemplate, stepAround } from './step-around.ts';

/**
 * Rewrites the synthesized templates for the emulator when, and only when, the CDK was called with
 * `-c rehearsal=true`. All checks of the synthesis have run by then, on the templates as AWS gets them.
 * Says what was left out in `rehearsal-omissions.json` of the assembly: stack → gaps and logical ids.
 */
export function rehearseAssembly(app: App): void {
  if (app.node.tryGetContext('rehearsal') !== 'true') return;
  const assembly = app.synth();
  const left = assembly.stacks.map((stack): [string, { gap: string; logicalId: string }[]] => {
    const template = JSON.parse(readFileSync(stack.templateFullPath, 'utf8'));
    const rehearsed = stepAround(template as CloudFormationTemplate, gaps);
    writeFileSync(stack.templateFullPath, JSON.stringify(rehearsed.template, null, 1));
    return [
      stack.stackName,
      rehearsed.omissions.map(({ gap, logicalId }) => ({ gap: nameOfGap(gap), logicalId })),
    ];
  });
  const file = `${assembly.directory}/rehearsal-omissions.json`;
  writeFileSync(file, JSON.stringify(Object.fromEntries(left), null, 2));
}
