/**
 * The contract package areas of 2015, the police-force areas in them, and the probation regions that came later.
 * A record that is placed anywhere has an area and a force: seven areas are one force, the others hold two to four.
 *
 * Area codes and names: facts.md 3 (the probation-area lookups C01 to C21). Force codes: Office for National
 * Statistics, police force areas, December 2016, Open Government Licence v3.0. Regions and the names by which
 * contracts are let per force: the Ministry's referral service, facts-integration.md 2.
 */
export const AREAS = [
  { code: 'C01', name: 'Northumbria' },
  { code: 'C02', name: 'Cumbria and Lancashire' },
  { code: 'C03', name: 'Durham Tees Valley' },
  { code: 'C04', name: 'Humberside, Lincolnshire & North Yorkshire' },
  { code: 'C05', name: 'West Yorkshire' },
  { code: 'C06', name: 'Merseyside' },
  { code: 'C07', name: 'Cheshire and Greater Manchester' },
  { code: 'C08', name: 'Derbyshire, Leicestershire, Nottinghamshire & Rutland' },
  { code: 'C09', name: 'South Yorkshire' },
  { code: 'C10', name: 'Wales' },
  { code: 'C11', name: 'Staffordshire and West Midlands' },
  { code: 'C12', name: 'Warwickshire and West Mercia' },
  { code: 'C13', name: 'Bedfordshire, Northamptonshire, Cambridgeshire & Hertfordshire (BeNCH)' },
  { code: 'C14', name: 'Norfolk and Suffolk' },
  { code: 'C15', name: 'Bristol, Gloucestershire, Somerset & Wiltshire' },
  { code: 'C16', name: 'Thames Valley' },
  { code: 'C17', name: 'London' },
  { code: 'C18', name: 'Essex' },
  { code: 'C19', name: 'Dorset, Devon & Cornwall' },
  { code: 'C20', name: 'Hampshire & Isle of Wight' },
  { code: 'C21', name: 'Kent, Surrey & Sussex' },
] as const

export type AreaCode = (typeof AREAS)[number]['code']
export type Area = { readonly code: AreaCode; readonly name: string }

/** The twelve probation regions by their letter. */
export const REGIONS = [
  { code: 'A', name: 'North East' },
  { code: 'B', name: 'North West' },
  { code: 'C', name: 'Yorkshire and the Humber' },
  { code: 'D', name: 'Wales' },
  { code: 'E', name: 'West Midlands' },
  { code: 'F', name: 'East Midlands' },
  { code: 'G', name: 'South West' },
  { code: 'H', name: 'South Central' },
  { code: 'I', name: 'East of England' },
  { code: 'J', name: 'London' },
  { code: 'K', name: 'Kent, Surrey and Sussex' },
  { code: 'L', name: 'Greater Manchester' },
] as const

export type RegionCode = (typeof REGIONS)[number]['code']

/**
 * The 43 police-force areas of England and Wales, each in exactly one area. `commissioner` is the name by which a
 * contract let for that police and crime commissioner's area calls it; the City of London has none of its own.
 */
export const FORCES = [
  { code: 'E23000007', name: 'Northumbria', area: 'C01', region: 'A', commissioner: 'northumbria' },
  { code: 'E23000002', name: 'Cumbria', area: 'C02', region: 'B', commissioner: 'cumbria' },
  { code: 'E23000003', name: 'Lancashire', area: 'C02', region: 'B', commissioner: 'lancashire' },
  { code: 'E23000008', name: 'Durham', area: 'C03', region: 'A', commissioner: 'durham' },
  { code: 'E23000013', name: 'Cleveland', area: 'C03', region: 'A', commissioner: 'cleveland' },
  { code: 'E23000012', name: 'Humberside', area: 'C04', region: 'C', commissioner: 'humberside' },
  { code: 'E23000020', name: 'Lincolnshire', area: 'C04', region: 'F', commissioner: 'lincolnshire' },
  { code: 'E23000009', name: 'North Yorkshire', area: 'C04', region: 'C', commissioner: 'north-yorkshire' },
  { code: 'E23000010', name: 'West Yorkshire', area: 'C05', region: 'C', commissioner: 'west-yorkshire' },
  { code: 'E23000004', name: 'Merseyside', area: 'C06', region: 'B', commissioner: 'merseyside' },
  { code: 'E23000006', name: 'Cheshire', area: 'C07', region: 'B', commissioner: 'cheshire' },
  { code: 'E23000005', name: 'Greater Manchester', area: 'C07', region: 'L', commissioner: 'greater-manchester' },
  { code: 'E23000018', name: 'Derbyshire', area: 'C08', region: 'F', commissioner: 'derbyshire' },
  { code: 'E23000021', name: 'Leicestershire', area: 'C08', region: 'F', commissioner: 'leicestershire' },
  { code: 'E23000019', name: 'Nottinghamshire', area: 'C08', region: 'F', commissioner: 'nottinghamshire' },
  { code: 'E23000011', name: 'South Yorkshire', area: 'C09', region: 'C', commissioner: 'south-yorkshire' },
  { code: 'W15000001', name: 'North Wales', area: 'C10', region: 'D', commissioner: 'north-wales' },
  { code: 'W15000004', name: 'Dyfed-Powys', area: 'C10', region: 'D', commissioner: 'dyfed-powys' },
  { code: 'W15000003', name: 'South Wales', area: 'C10', region: 'D', commissioner: 'south-wales' },
  { code: 'W15000002', name: 'Gwent', area: 'C10', region: 'D', commissioner: 'gwent' },
  { code: 'E23000015', name: 'Staffordshire', area: 'C11', region: 'E', commissioner: 'staffordshire' },
  { code: 'E23000014', name: 'West Midlands', area: 'C11', region: 'E', commissioner: 'west-midlands' },
  { code: 'E23000017', name: 'Warwickshire', area: 'C12', region: 'E', commissioner: 'warwickshire' },
  { code: 'E23000016', name: 'West Mercia', area: 'C12', region: 'E', commissioner: 'west-mercia' },
  { code: 'E23000026', name: 'Bedfordshire', area: 'C13', region: 'I', commissioner: 'bedfordshire' },
  { code: 'E23000022', name: 'Northamptonshire', area: 'C13', region: 'I', commissioner: 'northamptonshire' },
  { code: 'E23000023', name: 'Cambridgeshire', area: 'C13', region: 'I', commissioner: 'cambridgeshire' },
  { code: 'E23000027', name: 'Hertfordshire', area: 'C13', region: 'I', commissioner: 'hertfordshire' },
  { code: 'E23000024', name: 'Norfolk', area: 'C14', region: 'I', commissioner: 'norfolk' },
  { code: 'E23000025', name: 'Suffolk', area: 'C14', region: 'I', commissioner: 'suffolk' },
  { code: 'E23000036', name: 'Avon and Somerset', area: 'C15', region: 'G', commissioner: 'avon-and-somerset' },
  { code: 'E23000037', name: 'Gloucestershire', area: 'C15', region: 'G', commissioner: 'gloucestershire' },
  { code: 'E23000038', name: 'Wiltshire', area: 'C15', region: 'G', commissioner: 'wiltshire' },
  { code: 'E23000029', name: 'Thames Valley', area: 'C16', region: 'H', commissioner: 'thames-valley' },
  { code: 'E23000001', name: 'Metropolitan Police', area: 'C17', region: 'J', commissioner: 'metropolitan' },
  { code: 'E23000034', name: 'City of London', area: 'C17', region: 'J', commissioner: null },
  { code: 'E23000028', name: 'Essex', area: 'C18', region: 'I', commissioner: 'essex' },
  { code: 'E23000039', name: 'Dorset', area: 'C19', region: 'G', commissioner: 'dorset' },
  { code: 'E23000035', name: 'Devon and Cornwall', area: 'C19', region: 'G', commissioner: 'devon-and-cornwall' },
  { code: 'E23000030', name: 'Hampshire', area: 'C20', region: 'H', commissioner: 'hampshire' },
  { code: 'E23000032', name: 'Kent', area: 'C21', region: 'K', commissioner: 'kent' },
  { code: 'E23000031', name: 'Surrey', area: 'C21', region: 'K', commissioner: 'surrey' },
  { code: 'E23000033', name: 'Sussex', area: 'C21', region: 'K', commissioner: 'sussex' },
] as const

export type ForceCode = (typeof FORCES)[number]['code']
export type Force = {
  readonly code: ForceCode
  readonly name: string
  readonly area: AreaCode
  readonly region: RegionCode
  readonly commissioner: string | null
}

export const areaOf = (code: string): Area | undefined => AREAS.find(area => area.code === code)

export const forceOf = (code: string): Force | undefined => FORCES.find(force => force.code === code)

export const regionOf = (code: string): (typeof REGIONS)[number] | undefined =>
  REGIONS.find(region => region.code === code)

/** The force whose police and crime commissioner's area is called so in a contract, such as `west-yorkshire`. */
export const forceOfCommissioner = (name: string): Force | undefined =>
  FORCES.find(force => force.commissioner === name)

/** Empty for a code that is no area. */
export const forcesOfArea = (area: string): readonly Force[] => FORCES.filter(force => force.area === area)

/** Empty for a letter that is no region. Humberside, Lincolnshire & North Yorkshire is split between C and F. */
export const forcesOfRegion = (region: string): readonly Force[] => FORCES.filter(force => force.region === region)

/** The areas in which these forces lie, each once, in the order of their codes. */
export const areasOfForces = (forces: readonly Pick<Force, 'area'>[]): readonly AreaCode[] =>
  [...new Set(forces.map(force => force.area))].sort()
