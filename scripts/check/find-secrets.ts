import { lintSource } from '@secretlint/core';
import { creator } from '@secretlint/secretlint-rule-preset-recommend';

export interface TextFile {
  /** As it is named in the report. */
  readonly path: string;
  readonly text: string;
}

const config = {
  rules: [{ id: '@secretlint/secretlint-rule-preset-recommend', rule: creator }],
};

/** `path:line rule` of everything in the file that looks like a key or a token; never the thing itself. */
export async function findSecrets({ path, text }: TextFile): Promise<readonly string[]> {
  const { messages } = await lintSource({
    source: {
      filePath: path,
      content: text,
      ext: /\.[^./]*$/.exec(path)?.[0] ?? '',
      contentType: 'text',
    },
    options: { config, maskSecrets: true, noPhysicFilePath: true },
  });
  return messages.map(
    ({ loc, ruleId, messageId }) => `${path}:${loc.start.line} ${ruleId} ${messageId}`,
  );
}
