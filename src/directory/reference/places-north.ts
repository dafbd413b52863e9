/**
 * Local-authority districts of the police-force areas of the north and the midlands, by force and by code.
 * Source: Office for National Statistics, lookup of local authority districts to police force areas, December 2016,
 * Open Government Licence v3.0. The districts are those of 2016, before the later mergers of councils.
 */
export const PLACES_OF_THE_NORTH = {
  // Northumbria
  E23000007: {
    E06000057: 'Northumberland',
    E08000021: 'Newcastle upon Tyne',
    E08000022: 'North Tyneside',
    E08000023: 'South Tyneside',
    E08000024: 'Sunderland',
    E08000037: 'Gateshead',
  },
  // Cumbria
  E23000002: {
    E07000026: 'Allerdale',
    E07000027: 'Barrow-in-Furness',
    E07000028: 'Carlisle',
    E07000029: 'Copeland',
    E07000030: 'Eden',
    E07000031: 'South Lakeland',
  },
  // Lancashire
  E23000003: {
    E06000008: 'Blackburn with Darwen',
    E06000009: 'Blackpool',
    E07000117: 'Burnley',
    E07000118: 'Chorley',
    E07000119: 'Fylde',
    E07000120: 'Hyndburn',
    E07000121: 'Lancaster',
    E07000122: 'Pendle',
    E07000123: 'Preston',
    E07000124: 'Ribble Valley',
    E07000125: 'Rossendale',
    E07000126: 'South Ribble',
    E07000127: 'West Lancashire',
    E07000128: 'Wyre',
  },
  // Durham
  E23000008: {
    E06000005: 'Darlington',
    E06000047: 'County Durham',
  },
  // Cleveland
  E23000013: {
    E06000001: 'Hartlepool',
    E06000002: 'Middlesbrough',
    E06000003: 'Redcar and Cleveland',
    E06000004: 'Stockton-on-Tees',
  },
  // Humberside
  E23000012: {
    E06000010: 'Kingston upon Hull, City of',
    E06000011: 'East Riding of Yorkshire',
    E06000012: 'North East Lincolnshire',
    E06000013: 'North Lincolnshire',
  },
  // Lincolnshire
  E23000020: {
    E07000136: 'Boston',
    E07000137: 'East Lindsey',
    E07000138: 'Lincoln',
    E07000139: 'North Kesteven',
    E07000140: 'South Holland',
    E07000141: 'South Kesteven',
    E07000142: 'West Lindsey',
  },
  // North Yorkshire
  E23000009: {
    E06000014: 'York',
    E07000163: 'Craven',
    E07000164: 'Hambleton',
    E07000165: 'Harrogate',
    E07000166: 'Richmondshire',
    E07000167: 'Ryedale',
    E07000168: 'Scarborough',
    E07000169: 'Selby',
  },
  // West Yorkshire
  E23000010: {
    E08000032: 'Bradford',
    E08000033: 'Calderdale',
    E08000034: 'Kirklees',
    E08000035: 'Leeds',
    E08000036: 'Wakefield',
  },
  // Merseyside
  E23000004: {
    E08000011: 'Knowsley',
    E08000012: 'Liverpool',
    E08000013: 'St. Helens',
    E08000014: 'Sefton',
    E08000015: 'Wirral',
  },
  // Cheshire
  E23000006: {
    E06000006: 'Halton',
    E06000007: 'Warrington',
    E06000049: 'Cheshire East',
    E06000050: 'Cheshire West and Chester',
  },
  // Greater Manchester
  E23000005: {
    E08000001: 'Bolton',
    E08000002: 'Bury',
    E08000003: 'Manchester',
    E08000004: 'Oldham',
    E08000005: 'Rochdale',
    E08000006: 'Salford',
    E08000007: 'Stockport',
    E08000008: 'Tameside',
    E08000009: 'Trafford',
    E08000010: 'Wigan',
  },
  // Derbyshire
  E23000018: {
    E06000015: 'Derby',
    E07000032: 'Amber Valley',
    E07000033: 'Bolsover',
    E07000034: 'Chesterfield',
    E07000035: 'Derbyshire Dales',
    E07000036: 'Erewash',
    E07000037: 'High Peak',
    E07000038: 'North East Derbyshire',
    E07000039: 'South Derbyshire',
  },
  // Leicestershire
  E23000021: {
    E06000016: 'Leicester',
    E06000017: 'Rutland',
    E07000129: 'Blaby',
    E07000130: 'Charnwood',
    E07000131: 'Harborough',
    E07000132: 'Hinckley and Bosworth',
    E07000133: 'Melton',
    E07000134: 'North West Leicestershire',
    E07000135: 'Oadby and Wigston',
  },
  // Nottinghamshire
  E23000019: {
    E06000018: 'Nottingham',
    E07000170: 'Ashfield',
    E07000171: 'Bassetlaw',
    E07000172: 'Broxtowe',
    E07000173: 'Gedling',
    E07000174: 'Mansfield',
    E07000175: 'Newark and Sherwood',
    E07000176: 'Rushcliffe',
  },
  // South Yorkshire
  E23000011: {
    E08000016: 'Barnsley',
    E08000017: 'Doncaster',
    E08000018: 'Rotherham',
    E08000019: 'Sheffield',
  },
  // Staffordshire
  E23000015: {
    E06000021: 'Stoke-on-Trent',
    E07000192: 'Cannock Chase',
    E07000193: 'East Staffordshire',
    E07000194: 'Lichfield',
    E07000195: 'Newcastle-under-Lyme',
    E07000196: 'South Staffordshire',
    E07000197: 'Stafford',
    E07000198: 'Staffordshire Moorlands',
    E07000199: 'Tamworth',
  },
  // West Midlands
  E23000014: {
    E08000025: 'Birmingham',
    E08000026: 'Coventry',
    E08000027: 'Dudley',
    E08000028: 'Sandwell',
    E08000029: 'Solihull',
    E08000030: 'Walsall',
    E08000031: 'Wolverhampton',
  },
  // Warwickshire
  E23000017: {
    E07000218: 'North Warwickshire',
    E07000219: 'Nuneaton and Bedworth',
    E07000220: 'Rugby',
    E07000221: 'Stratford-on-Avon',
    E07000222: 'Warwick',
  },
  // West Mercia
  E23000016: {
    E06000019: 'Herefordshire, County of',
    E06000020: 'Telford and Wrekin',
    E06000051: 'Shropshire',
    E07000234: 'Bromsgrove',
    E07000235: 'Malvern Hills',
    E07000236: 'Redditch',
    E07000237: 'Worcester',
    E07000238: 'Wychavon',
    E07000239: 'Wyre Forest',
  },
} as const
