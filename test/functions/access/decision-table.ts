/**
 * Who may do what where, as somebody who knows the business would write it down; not derived from the
 * roles or their policies. The role is held at one org unit. `yes` holds for what lies in this unit
 * or below it. For what lies above it or beside it, the column *elsewhere* says what is answered:
 *
 * - `absent`: as if it were not there. `left out`: it does not stand in the list. `403`: forbidden.
 * - `above`: what is set above holds below, so it is read from below; from beside it is `absent`.
 * - `root`: it concerns everybody: `yes` holds only of a role that is held at the root, else `403`.
 * - `anywhere`: it concerns no place.
 *
 * `blind`: the route is open, and nobody is found by values that this role may not read.
 */
export const routesTable = `
route                 administrator steward privacy-officer integrator analyst reader auditor  elsewhere
listCustomers         yes           yes     yes             yes        blind   yes    -        left out
matchCustomers        yes           yes     yes             yes        blind   yes    -        left out
readCustomer          yes           yes     yes             yes        yes     yes    -        absent
readLineage           yes           yes     yes             yes        yes     yes    -        absent
readHistory           yes           yes     yes             yes        yes     yes    -        absent
readSources           yes           yes     yes             yes        -       -      -        absent
readEvents            yes           yes     yes             -          -       -      yes      absent
listPins              yes           yes     yes             yes        yes     yes    -        absent
whyCustomers          yes           yes     yes             yes        yes     yes    -        absent
originateCustomer     yes           yes     -               -          -       -      -        403
editCustomer          yes           yes     -               -          -       -      -        absent
removeCustomer        yes           yes     -               -          -       -      -        absent
mergeCustomers        yes           yes     -               -          -       -      -        absent
unmergeCustomer       yes           yes     -               -          -       -      -        absent
splitCustomer         yes           yes     -               -          -       -      -        absent
pinAttribute          yes           yes     -               -          -       -      -        absent
unpinAttribute        yes           yes     -               -          -       -      -        absent
markDifferent         yes           yes     -               -          -       -      -        absent
liftDifference        yes           yes     -               -          -       -      -        absent
listTasks             yes           yes     -               -          -       -      -        left out
readTask              yes           yes     -               -          -       -      -        absent
decideTask            yes           yes     -               -          -       -      -        absent
putRecord             yes           yes     -               yes        -       -      -        403
readRecord            yes           yes     yes             yes        -       -      -        403
deleteRecord          yes           yes     -               yes        -       -      -        403
readCrosswalk         yes           yes     yes             yes        yes     yes    -        403
createImport          yes           yes     -               yes        -       -      -        403
startImport           yes           yes     -               yes        -       -      -        absent
cancelImport          yes           yes     -               yes        -       -      -        absent
readImport            yes           yes     -               yes        -       -      -        absent
readRejects           yes           yes     -               yes        -       -      -        absent
putSpoke              yes           -       -               -          -       -      -        403
readSpoke             yes           yes     yes             yes        yes     yes    yes      403
listSpokes            yes           yes     yes             yes        yes     yes    yes      left out
putSchema             yes           -       -               -          -       -      -        403
readSchema            yes           yes     yes             yes        yes     yes    yes      above
listSchemas           yes           yes     yes             yes        yes     yes    yes      above
listSchemaTemplates   yes           yes     yes             yes        yes     yes    yes      anywhere
putLens               yes           -       -               -          -       -      -        403
readLens              yes           yes     yes             yes        yes     yes    yes      above
listLenses            yes           yes     yes             yes        yes     yes    yes      above
createDedupeRun       yes           yes     -               -          -       -      -        root
listDedupeRuns        yes           yes     -               -          yes     -      -        root
readDedupeRun         yes           yes     -               -          yes     -      -        root
readDedupeReport      yes           yes     -               -          yes     -      -        root
listDedupeChanges     yes           yes     -               -          yes     -      -        root
cancelDedupeRun       yes           yes     -               -          -       -      -        root
resumeDedupeRun       yes           yes     -               -          -       -      -        root
createConsentRehearsal yes          -       yes             -          -       -      -        root
readConsentRehearsal  yes           -       yes             -          -       -      -        root
listConsentRehearsalRows yes        -       yes             -          -       -      -        root
activateConsentRehearsal yes        -       yes             -          -       -      -        root
cancelConsentRehearsal yes          -       yes             -          -       -      -        root
readConsents          yes           yes     yes             yes        -       yes    yes      absent
readConsentHistory    yes           yes     yes             yes        -       yes    yes      absent
putConsent            yes           yes     yes             yes        -       -      -        absent
addRelationship       yes           yes     yes             yes        -       -      -        absent
correctConsent        yes           -       yes             -          -       -      -        absent
decideContact         yes           yes     yes             yes        -       yes    -        absent
decideContacts        yes           yes     yes             yes        -       yes    -        left out
putPurpose            yes           -       yes             -          -       -      -        root
putNotice             yes           -       yes             -          -       -      -        root
signOffRule           yes           -       yes             -          -       -      -        root
listPurposes          yes           yes     yes             yes        yes     yes    yes      anywhere
readPurpose           yes           yes     yes             yes        yes     yes    yes      anywhere
placeRestriction      yes           -       yes             -          -       -      -        absent
listRestrictions      yes           yes     yes             yes        -       yes    yes      absent
liftRestriction       yes           -       yes             -          -       -      -        absent
listPrivacyRequests   yes           yes     yes             -          -       -      yes      root
readPrivacyRequest    yes           yes     yes             -          -       -      yes      root
approvePrivacyRequest yes           -       yes             -          -       -      -        root
rejectPrivacyRequest  yes           -       yes             -          -       -      -        root
withdrawPrivacyRequest yes          yes     yes             yes        -       -      -        absent
extendPrivacyRequest  yes           -       yes             -          -       -      -        root
pausePrivacyRequest   yes           -       yes             -          -       -      -        root
continuePrivacyRequest yes          -       yes             -          -       -      -        root
waiveOrder            yes           -       yes             -          -       -      -        root
putPrivacyTargets     yes           -       yes             -          -       -      -        root
readPrivacyTargets    yes           yes     yes             -          -       -      yes      anywhere
createPrivacyRequest  yes           yes     yes             yes        -       -      -  absent
listRequestCandidates yes           -       yes             -          -       -      -  root
identifyPrivacyRequest yes           -       yes             -          -       -      -  root
challengePrivacyRequest yes           -       yes             -          -       -      -  root
verifyPrivacyRequest  yes           -       yes             -          -       -      -  root
acknowledgePrivacyRequest yes           -       -               yes        -       -      -  403
readOrder             yes           -       -               yes        -       -      -  403
readCertificate       yes           yes     yes             -          -       -      yes  root
putAgent              yes           -       -               -          -       -      -  root
readAgent             yes           -       yes             -          -       -      yes  root
readPackage           yes           -       yes             -          -       -      -  root
sendPackage           yes           -       yes             -          -       -      -  root
putAnnex              yes           -       -               yes        -       -      -  403
readRequestRegister   yes           yes     yes             -          -       -      yes  root
readRequestMetrics    yes           yes     yes             -          -       -      yes  root
readMinimisation      yes           yes     yes             yes        yes     yes    yes  root
createRetentionRun    yes           -       yes             -          -       -      -  root
listRetentionRuns     yes           yes     yes             -          -       -      yes  root
readRetentionRun      yes           yes     yes             -          -       -      yes  root
putController         yes           -       yes             -          -       -      -  root
readController        yes           yes     yes             yes        yes     yes    yes  anywhere
readReceipt           yes           yes     yes             yes        -       yes    yes  absent
tellGlobalPrivacyControl yes           yes     yes             yes        -       -      -  absent
listNotices           yes           yes     yes             yes        yes     yes    yes      anywhere
readNotice            yes           yes     yes             yes        yes     yes    yes      anywhere
listRules             yes           yes     yes             yes        yes     yes    yes      anywhere
explainAccess         yes           yes     yes             yes        yes     yes    yes      403
breakGlass            -             yes     yes             -          -       -      -        absent
endGlass              -             yes     yes             -          -       -      -        anywhere
`;

/**
 * What is shown of a customer in one's unit, by the classification of the value. `shown`; `told`: that
 * it is there, not what it is; `-`: as if there were none.
 */
export const classificationsTable = `
role             public  personal  sensitive
administrator    shown   shown     shown
steward          shown   shown     told
privacy-officer  shown   shown     shown
integrator       shown   shown     -
analyst          shown   -         -
reader           shown   shown     -
`;

/** The rows of a table, by the name in the first column. */
export function rowsOf(table: string): ReadonlyMap<string, Readonly<Record<string, string>>> {
  const [head = [], ...rows] = table
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/ +(?!out)/));
  return new Map(
    rows.map(([name = '', ...cells]) => [
      name,
      Object.fromEntries(cells.map((cell, at) => [head[at + 1] ?? '', cell])),
    ]),
  );
}
