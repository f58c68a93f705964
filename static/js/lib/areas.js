// The areas of the body picture, in words and by body part. Pure.

/** @type {{title: string, areas: [string, string][]}[]} */
export const PARTS = [
  {
    title: 'Neck, back and arms',
    areas: [
      ['neck', 'Neck'],
      ['left_shoulder', 'Left shoulder'],
      ['right_shoulder', 'Right shoulder'],
      ['left_arm', 'Left arm'],
      ['right_arm', 'Right arm'],
      ['upper_back', 'Upper back'],
      ['lower_back', 'Lower back'],
    ],
  },
  {
    title: 'Hips and thighs',
    areas: [
      ['left_hip', 'Left hip'],
      ['right_hip', 'Right hip'],
      ['left_glute', 'Left buttock'],
      ['right_glute', 'Right buttock'],
      ['left_thigh_front', 'Left thigh, front'],
      ['right_thigh_front', 'Right thigh, front'],
      ['left_thigh_back', 'Left thigh, back'],
      ['right_thigh_back', 'Right thigh, back'],
    ],
  },
  {
    title: 'Knees, lower legs and feet',
    areas: [
      ['left_knee', 'Left knee'],
      ['right_knee', 'Right knee'],
      ['left_shin', 'Left shin'],
      ['right_shin', 'Right shin'],
      ['left_calf', 'Left calf'],
      ['right_calf', 'Right calf'],
      ['left_foot', 'Left foot'],
      ['right_foot', 'Right foot'],
    ],
  },
];

/** @type {Map<string, string>} */
const NAMES = new Map(PARTS.flatMap((part) => part.areas));

/** @param {string} area */
export function nameOf(area) {
  return NAMES.get(area) ?? area;
}

/** Every area's key, from head to foot. */
export const AREAS = [...NAMES.keys()];
