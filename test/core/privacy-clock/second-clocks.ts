import type { ClockRequest, Clocks, HouseTargets } from '#core/privacy-clock/clock';
import type { ClockPeriod } from '#core/privacy-clock/clock-facts';
import { edition, holidays } from './law.ts';

/**
 * The clocks once more, written apart from core/privacy-clock, from data/regulations.json and
 * docs/privacy-clocks.md: days are numbers, counted one at a time; the end of a day is searched for;
 * a pause is walked through. Answers one line of text for each clock, and the line of the next.
 */
export function secondClocks(
  request: ClockRequest,
  { signedOff, sectors }: { signedOff: ReadonlySet<string>; sectors: readonly string[] },
  house: HouseTargets,
): { readonly lines: readonly string[]; readonly next: string | undefined } {
  const said: Said[] = [];
  const isFirm = (id: string, check: string) => check !== 'memory' || signedOff.has(id);
  const isIn = (right: string) => (request.rights as readonly string[]).includes(right);
  const today = request.receivedAt.slice(0, 10);

  for (const place of new Set(request.jurisdictions)) {
    const [west, east] = zoneOf(place);
    const country = place.slice(0, 2);
    for (const regulation of edition.regulations) {
      if (!appliesIn(regulation.jurisdiction.codes, place)) continue;
      const sector = sectorLaws[regulation.id];
      if (sector !== undefined && !sectors.includes(sector)) continue;
      const { from, until } = regulation.in_force;
      if (today < from || (until !== null && today > until)) continue;

      const isRule = (name: string) =>
        name in edition.period_rules && isFirm(name, edition.period_rules[name]!.check);
      const isAmerican = regulation.period_rule === 'us-days';
      const movesOn =
        (regulation.period_rule === 'eu-1182-71' ||
          regulation.period_rule === 'uk-ico-corresponding-date') &&
        isRule(regulation.period_rule);
      /** Each calendar that may be meant; the earliest end of them holds. */
      const calendars = movesOn
        ? [holidays[place] ?? holidays[country]]
        : isAmerican && isRule('us-business-days')
          ? [holidays[country], holidays[place]].filter((each) => each !== undefined)
          : [];
      const walk = (from: number, periods: readonly ClockPeriod[]) =>
        calendarsOr(calendars).map((calendar) => ({
          calendar,
          day: periods.reduce((day, period, index) => {
            const isDayOne =
              index === 0 && period.unit === 'calendar_days' && regulation.id === 'us-ca-ccpa';
            return step(day, { ...period, value: period.value - (isDayOne ? 1 : 0) }, calendar);
          }, from),
        }));
      /** The end of a walk, with the pauses in it. */
      const end = (from: number, periods: readonly ClockPeriod[], pauses: readonly Paused[]) => {
        let slips = 0;
        const lastDay = () =>
          Math.min(
            ...walk(from, periods).map(({ day, calendar }) => {
              let at = day + slips;
              while (movesOn && !isWorkingDay(at, calendar)) at += 1;
              return at;
            }),
          );
        const isPausedOn = (day: number) =>
          pauses.some((each) => each.from <= day && day < each.to);
        const final = Math.max(
          from,
          ...pauses.map((each) => (each.to < 1e9 ? each.to : each.from)),
        );
        let counts = false;
        for (let day = from; day <= final; day += 1) {
          if (!isPausedOn(day)) continue;
          if (day === from || !isPausedOn(day - 1)) {
            counts = day <= lastDay();
            let over = day;
            while (isPausedOn(over) && over < 1e6) over += 1;
            if (counts && over >= 1e6) return undefined;
          }
          if (counts) slips += 1;
        }
        return endOf(east, lastDay());
      };
      const line = (each: Omit<Said, 'place' | 'isLegal'>) =>
        said.push({ ...each, place, isLegal: true });

      for (const fact of regulation.requests) {
        const rights = fact.rights.filter(isIn);
        if (rights.length === 0) continue;
        if (fact.in_force_from !== undefined && today < fact.in_force_from) continue;
        const what = `${regulation.id}-request-${fact.rights[0]}`.replaceAll('_', '-');
        const decides = isFirm(what, fact.check);
        const receivedOn = dayOf(west, request.receivedAt);
        if (fact.acknowledge_within !== null)
          line({
            what,
            decides,
            kind: 'acknowledge',
            rights,
            due: end(receivedOn, [fact.acknowledge_within], []),
          });
        const within = fact.exceptions_by_state?.[place]?.respond_within ?? fact.respond_within;
        const proofCounts = fact.clock_starts.includes('identity');
        const startUnder = (period: ClockPeriod) => {
          const original = end(receivedOn, [period], []) ?? '';
          const proofs = proofCounts
            ? [request.verification, request.fee].filter(
                (each) => each !== undefined && each.askedAt <= original,
              )
            : [];
          if (proofs.some((each) => each!.at === undefined)) return undefined;
          return [request.receivedAt, ...proofs.map((each) => each!.at!)].sort().at(-1)!;
        };
        if (request.isAbusive && fact.refusal_notice_within !== undefined) {
          const start = startUnder(fact.refusal_notice_within);
          line({
            what,
            decides,
            kind: 'refusal',
            rights,
            due:
              start === undefined
                ? undefined
                : end(dayOf(west, start), [fact.refusal_notice_within], []),
          });
        }
        if (within === null) continue;
        const clarifies = fact.clock_pauses_for.some((each) => each.startsWith('clarification'));
        const groups = clarifies
          ? [rights.filter((each) => each === 'access'), rights.filter((each) => each !== 'access')]
          : [rights];
        for (const group of groups.filter((each) => each.length > 0)) {
          const start = startUnder(within);
          const startsOn = start === undefined ? 0 : dayOf(west, start);
          const pauses = (request.pauses ?? [])
            .filter(
              ({ reason }) => clarifies && group[0] === 'access' && reason === 'clarification',
            )
            .filter(({ from, until }) => until === undefined || until >= from)
            .map(({ from, until }) => ({
              from: Math.max(startsOn, dayOf(west, from)),
              to: until === undefined ? Number.POSITIVE_INFINITY : dayOf(west, until),
            }));
          const ends = (periods: readonly ClockPeriod[]) =>
            start === undefined ? undefined : end(startsOn, periods, pauses);
          const due = ends([within]);
          if (fact.extension === null) {
            line({ what, decides, kind: 'answer', rights: group, due });
            continue;
          }
          const told = ends([fact.extension_notice_within ?? within]);
          const noticeBy = [due, told].filter((each) => each !== undefined).sort()[0];
          const later = ends([within, fact.extension]);
          const codes = (fact.extension_reason ?? []).filter(
            (each) => each === 'complexity' || each === 'number_of_requests',
          );
          const isExtended = isExtendedBy(request, due, noticeBy, codes);
          line({
            what,
            decides,
            kind: 'answer',
            rights: group,
            due: isExtended ? later : due,
            extension: `${isExtended} ${noticeBy} ${later}`,
          });
        }
      }
      if (!isIn('opt-out')) continue;
      if (regulation.id === 'uk-pecr' || regulation.id === 'us-ca-delete-act') continue;
      for (const fact of regulation.opt_outs) {
        if (fact.honour_within === null) continue;
        const what = `${regulation.id}-opt-out`;
        const due = end(dayOf(west, request.receivedAt), [fact.honour_within], []);
        const of = { what, decides: isFirm(what, fact.check), rights: ['opt-out'], due };
        line({ ...of, kind: 'opt-out' });
        if (fact.confirm_to_subject) line({ ...of, kind: 'confirm-opt-out' });
      }
    }
  }

  const houseDays = house.holidays === null ? undefined : holidays[house.holidays];
  const houseEnd = (at: string, periods: readonly ClockPeriod[]) =>
    endOf(
      house.timeZone,
      periods.reduce((day, each) => step(day, each, houseDays), dayOf(house.timeZone, at)),
    );
  const own = { place: '', isLegal: false, decides: true };
  const others = request.rights.filter((each) => each !== 'opt-out');
  if (others.length > 0) {
    const due = houseEnd(request.receivedAt, [house.answer]);
    const acknowledgeBy = houseEnd(request.receivedAt, [house.acknowledge]);
    said.push({
      ...own,
      what: 'acknowledge',
      kind: 'acknowledge',
      rights: others,
      due: acknowledgeBy,
    });
    if (house.answerExtension === null)
      said.push({ ...own, what: 'answer', kind: 'answer', rights: others, due });
    else {
      const later = houseEnd(request.receivedAt, [house.answer, house.answerExtension]);
      const isExtended = isExtendedBy(request, due, due, []);
      said.push({
        ...own,
        what: 'answer',
        kind: 'answer',
        rights: others,
        due: isExtended ? later : due,
        extension: `${isExtended} ${due} ${later}`,
      });
    }
  }
  if (isIn('opt-out')) {
    const due = houseEnd(request.receivedAt, [house.optOut]);
    said.push({ ...own, what: 'optOut', kind: 'opt-out', rights: ['opt-out'], due });
  }
  const answers = said
    .filter(({ kind, decides }) => decides && (kind === 'answer' || kind === 'opt-out'))
    .flatMap(({ due }) => due ?? [])
    .sort();
  for (const [spoke, { sentAt, doneAt }] of Object.entries(request.orders ?? {})) {
    const due = [houseEnd(sentAt, [house.task]), ...answers].sort()[0]!;
    const isDone = doneAt !== undefined;
    said.push({ ...own, what: 'task', kind: 'task', rights: request.rights, due, spoke, isDone });
  }

  // The next: the earliest open one among the firm, where of one kind and spoke only the earliest counts.
  const firsts = new Map<string, Said>();
  for (const each of said) {
    if (!each.decides || each.due === undefined) continue;
    const key = `${each.kind} ${each.spoke ?? ''}`;
    const other = firsts.get(key);
    if (other === undefined || each.due < other.due!) firsts.set(key, each);
  }
  const open = [...firsts.values()].filter(
    ({ kind, isDone }) =>
      isDone !== true && request.done?.[kind as keyof typeof request.done] === undefined,
  );
  return { lines: said.map(lineOf).sort(), next: open.map(({ due }) => due!).sort()[0] };
}

/** The same lines of what core/privacy-clock answers. */
export function linesOf({ clocks, next }: Clocks): ReturnType<typeof secondClocks> {
  return {
    lines: clocks
      .map(({ basis, kind, rights, decides, dueAt, extension, isExtended, spoke }) =>
        lineOf({
          what: basis.isLegal ? basis.rule : basis.target,
          isLegal: basis.isLegal,
          place: basis.isLegal ? basis.place : '',
          kind,
          rights,
          decides,
          due: dueAt ?? undefined,
          ...(extension !== null && {
            extension: `${isExtended} ${extension.noticeBy ?? undefined} ${extension.dueAt ?? undefined}`,
          }),
          ...(spoke !== undefined && { spoke }),
        }),
      )
      .sort(),
    next: next?.dueAt ?? undefined,
  };
}

interface Said {
  readonly what: string;
  readonly isLegal: boolean;
  readonly place: string;
  readonly kind: string;
  readonly rights: readonly string[];
  readonly decides: boolean;
  readonly due: string | undefined;
  readonly extension?: string;
  readonly spoke?: string;
  readonly isDone?: boolean;
}

const lineOf = ({ what, isLegal, place, kind, rights, decides, due, extension, spoke }: Said) =>
  `${isLegal ? 'law' : 'house'} ${what} ${place} ${kind} ${spoke ?? ''} [${[...rights].sort()}] ${decides ? 'decides' : 'proposed'} due ${due} extension ${extension}`;

interface Paused {
  readonly from: number;
  readonly to: number;
}

/** The first that is in time in every respect; any before it was not, any after it is one too many. */
function isExtendedBy(
  { extensions = [], receivedAt }: ClockRequest,
  due: string | undefined,
  noticeBy: string | undefined,
  codes: readonly string[],
): boolean {
  return extensions.some(
    ({ at, noticeSentAt, reason }) =>
      noticeSentAt !== undefined &&
      receivedAt <= at &&
      receivedAt <= noticeSentAt &&
      at <= (due ?? '9') &&
      noticeSentAt <= (noticeBy ?? '9') &&
      (codes.length === 0 || codes.includes(reason)),
  );
}

const sectorLaws: Readonly<Record<string, string>> = {
  'us-glba': 'finance',
  'us-hipaa': 'health',
  'us-privacy-act-1974': 'federal',
  'us-ca-delete-act': 'data-broker',
};

function appliesIn(codes: readonly string[], place: string): boolean {
  const country = place.slice(0, 2);
  const isUnion = ['DE', 'IE', 'ES', 'FR', 'PT', 'EU'].includes(country);
  const isArea = isUnion || country === 'NO' || place === 'EEA';
  return codes.some(
    (code) =>
      code === place ||
      code === country ||
      (code === 'EU' && isUnion) ||
      (code === 'EEA' && isArea) ||
      (code === 'US-FED' && country === 'US'),
  );
}

/** Where the day of receipt is read, and where the last day ends. */
const zoneOf = (place: string): readonly [string, string] =>
  (
    ({
      DE: ['Europe/Berlin', 'Europe/Berlin'],
      IE: ['Europe/Dublin', 'Europe/Dublin'],
      ES: ['Atlantic/Canary', 'Europe/Madrid'],
      PT: ['Atlantic/Azores', 'Europe/Lisbon'],
      FR: ['America/Martinique', 'Indian/Reunion'],
      EU: ['America/Martinique', 'Indian/Reunion'],
      NO: ['Europe/Oslo', 'Europe/Oslo'],
      GB: ['Europe/London', 'Europe/London'],
      'GB-SCT': ['Europe/London', 'Europe/London'],
      US: ['Pacific/Honolulu', 'America/New_York'],
      'US-NY': ['Pacific/Honolulu', 'America/New_York'],
      'US-CA': ['America/Los_Angeles', 'America/Los_Angeles'],
      'US-IA': ['America/Chicago', 'America/Chicago'],
      'US-TX': ['America/Denver', 'America/Chicago'],
      'US-VA': ['America/New_York', 'America/New_York'],
      CA: ['America/Vancouver', 'America/St_Johns'],
      'CA-QC': ['America/Toronto', 'America/Halifax'],
      BR: ['America/Rio_Branco', 'America/Noronha'],
      IN: ['Asia/Kolkata', 'Asia/Kolkata'],
      CN: ['Asia/Shanghai', 'Asia/Shanghai'],
    }) as Record<string, readonly [string, string]>
  )[place] ?? ['UTC', 'UTC'];

type Calendar = Readonly<Record<string, string>> | undefined;
const calendarsOr = (calendars: readonly Calendar[]): readonly Calendar[] =>
  calendars.length === 0 ? [undefined] : calendars;

/** `YYYY-MM-DD` and the day of the month, kept: each day is asked for thousands of times. */
const dates: { readonly text: string; readonly ofMonth: number }[] = [];
function dateOf(day: number) {
  let known = dates[day];
  if (known === undefined) {
    const text = new Date(day * 86_400_000).toISOString().slice(0, 10);
    known = { text, ofMonth: Number(text.slice(8)) };
    dates[day] = known;
  }
  return known;
}

function isWorkingDay(day: number, calendar: Calendar): boolean {
  // 1 January 1970 was a Thursday.
  if ((day + 4) % 7 === 0 || (day + 4) % 7 === 6) return false;
  if (calendar === undefined) return true;
  const { text } = dateOf(day);
  return !(calendar[text.slice(0, 4)] ?? '').includes(text.slice(5));
}

/** One day at a time. */
function step(from: number, { value, unit }: ClockPeriod, calendar: Calendar): number {
  let day = from;
  if (unit === 'calendar_days') for (let left = value; left > 0; left -= 1) day += 1;
  if (unit === 'business_days')
    for (let left = value; left > 0; ) {
      day += 1;
      if (isWorkingDay(day, calendar)) left -= 1;
    }
  if (unit === 'months' || unit === 'years') {
    const wanted = dateOf(from).ofMonth;
    for (let left = unit === 'years' ? value * 12 : value; left > 0; left -= 1) {
      // To the first of the next month, then on to the wanted day or the last.
      do day += 1;
      while (dateOf(day).ofMonth !== 1);
    }
    if (value > 0) while (dateOf(day).ofMonth < wanted && dateOf(day + 1).ofMonth !== 1) day += 1;
  }
  return day;
}

const formats = new Map<string, Intl.DateTimeFormat>();
function localDate(zone: string, at: number): number {
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-CA', {
      timeZone: zone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
    });
    formats.set(zone, format);
  }
  return Date.parse(format.format(at)) / 86_400_000;
}

const dayOf = (zone: string, at: string): number => localDate(zone, Date.parse(at));

/** Found by halving: the last millisecond whose date is the day. */
const ends = new Map<string, string>();
function endOf(zone: string, day: number): string {
  const key = `${zone} ${day}`;
  const known = ends.get(key);
  if (known !== undefined) return known;
  let [inDay, after] = [day * 86_400_000 - 50_400_000, (day + 2) * 86_400_000];
  while (after - inDay > 1) {
    const middle = Math.floor((inDay + after) / 2);
    if (localDate(zone, middle) > day) after = middle;
    else inDay = middle;
  }
  const end = new Date(inDay).toISOString();
  ends.set(key, end);
  return end;
}
