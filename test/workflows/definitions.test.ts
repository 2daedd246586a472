import { readdirSync, readFileSync } from 'node:fs';
import validate from 'asl-validator';
import { describe, expect, it } from 'vitest';

const files = readdirSync('workflows').filter((file) => file.endsWith('.asl.json'));

describe('the definitions of workflows', () => {
  it.each(files)('%s is valid Amazon States Language, paths included', (file) => {
    const text = readFileSync(`workflows/${file}`, 'utf8');
    const filled = text.replaceAll(
      /\$\{\w+\}/g,
      'arn:aws:lambda:eu-west-1:123456789012:function:any',
    );
    const { isValid, errorsText } = validate(JSON.parse(filled), { checkPaths: true });
    expect(isValid, errorsText('\n')).toBe(true);
  });

  it('are there', () => expect(files).toContain('import.asl.json'));
});
