"""Las anclas de la bitácora: firmarlas, guardarlas fuera de la base y comprobarla contra ellas."""
