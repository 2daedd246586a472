import type { LearnedModel, LevelShares } from './situations.ts';

/** The mean of models of one kind, share by share. */
export function meanModel(models: readonly LearnedModel[]): LearnedModel {
  const [one] = models;
  if (one === undefined) throw new Error('a mean of nothing');
  const mean = (all: readonly LevelShares[]): LevelShares => {
    const sums = new Float64Array(all[0]?.length ?? 0);
    for (const each of all)
      for (const [at, share] of each.entries()) sums[at] = (sums[at] as number) + share;
    return sums.map((sum) => sum / all.length);
  };
  const means = <K extends string>(
    of: (model: LearnedModel) => Readonly<Record<K, readonly LevelShares[]>>,
  ): Record<K, LevelShares[]> => {
    const first = of(one);
    return Object.fromEntries(
      (Object.keys(first) as K[]).map((group) => [
        group,
        first[group].map((_, at) => mean(models.map((each) => of(each)[group][at] as LevelShares))),
      ]),
    ) as Record<K, LevelShares[]>;
  };
  return {
    kind: one.kind,
    shares: mean(models.map(({ shares }) => shares)),
    who: means(({ who }) => who),
    where: means(({ where }) => where),
  };
}
