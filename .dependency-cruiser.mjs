/** The floor order of ARCHITECTURE.md: a module imports only from the floors above it and from the ground floor. */
const floors = [
  'kernel',
  'database',
  'journal',
  'directory',
  'access',
  'partners',
  'agreements',
  'casework',
  'handover',
  'hub',
  'obligations',
  'performance',
  'payment',
  'relationship',
  'selection',
  'learning',
  'exchange',
  'web',
  'demo',
  'cli',
]

/** What every module's pages and routes are written with: components, layout and the words of a route. */
const GROUND_FLOOR_OF_THE_WEB = '^src/web/(components|layout|assets|routing)/'

const neverDown = floors.slice(0, -1).map((floor, at) => ({
  name: `${floor}-imports-only-upwards`,
  comment: `${floor} may not import from the floors below it.`,
  severity: 'error',
  from: { path: `^src/${floor}/`, pathNot: '\\.test\\.tsx?$' },
  to: { path: `^src/(${floors.slice(at + 1).join('|')})/`, pathNot: GROUND_FLOOR_OF_THE_WEB },
}))

export default {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'kernel-is-pure',
      severity: 'error',
      from: { path: '^src/kernel/', pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'ground-floor-of-the-web',
      comment: 'Components, layout and routing know no domain module.',
      severity: 'error',
      from: { path: GROUND_FLOOR_OF_THE_WEB, pathNot: '\\.test\\.tsx?$' },
      to: { path: '^src/', pathNot: `^src/(kernel|database|journal|directory|access)/|${GROUND_FLOOR_OF_THE_WEB}` },
    },
    ...neverDown,
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
  },
}
