/** Invented first and last names, from which every student of the sample school is put together. */
export const firstNames = [
  'Alba', 'Bruno', 'Carla', 'Daniel', 'Elena', 'Finn', 'Gala', 'Hugo', 'Inés', 'Jonah',
  'Kira', 'Leo', 'Marta', 'Nico', 'Olivia', 'Pablo', 'Queralt', 'Ruth', 'Saúl', 'Tessa',
  'Unai', 'Vera', 'Willa', 'Xavier', 'Yara', 'Zoe',
]

export const lastNames = [
  'Abril', 'Brook', 'Campos', 'Dorado', 'Espino', 'Fielding', 'Granados', 'Hollis', 'Izquierdo',
  'Jara', 'Kendall', 'Lagos', 'Marlow', 'Navas', 'Olmo', 'Prado', 'Quiroga', 'Rowan', 'Soto',
  'Tobin', 'Urrutia', 'Vega', 'Whitlock', 'Yates', 'Zamora',
]

export const courses = [
  'Algebra', 'Geometry', 'Physics', 'Chemistry', 'Biology', 'English', 'Spanish', 'French',
  'History', 'Piano', 'Guitar', 'Drawing',
]
