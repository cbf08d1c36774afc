// Lo que se le dice a la persona. Un Aviso es un motivo con su frase; lo demás es una falla y se dice igual.
class Aviso extends Error {
  constructor(frase, mas = {}) {
    super(frase);
    Object.assign(this, mas);
  }
}

const FRASES = {
  navegador: "Este navegador no puede abrir su llave (le falta WebCrypto, o la página no llegó por https). Use una versión " +
    "reciente de Firefox, Chrome, Edge o Safari.",
  contrasena: "La contraseña no abre la llave privada. Es la de su e.firma, no la de este sitio: escríbala otra vez; los " +
    "archivos siguen elegidos.",
  pareja: "El .cer y el .key son de pares distintos: elija los dos archivos de la misma e.firma.",
  cer: "El archivo .cer está dañado o no es un certificado: descárguelo otra vez de donde lo obtuvo.",
  key: "El archivo .key está dañado o no es una llave privada: use el que generó al tramitar su e.firma.",
  noRsa: "El certificado o la llave no son RSA de 2048 a 4096 bits: no es una e.firma de las que este sistema acepta.",
  sinCifrar: "El archivo .key no está protegido con contraseña: no es el de una e.firma. Esta página no lo abre.",
  cifrado: "El archivo .key está cifrado de un modo que este navegador no abre. Los del SAT sí se abren; si el suyo es otro, " +
    "avise a quien opera el sistema.",
  vueltas: "El archivo .key pide más de un millón de vueltas para abrirse (o ninguna): no es el de una e.firma.",
  faltan: "Elija sus dos archivos (.cer y .key) y escriba la contraseña de su e.firma.",
  cambio: "El documento que entregó el sitio no es el que usted leyó: no se firmó. Vuelva a leerlo.",
  ciego: "Lo que el sitio pidió firmar no corresponde al documento que se muestra: no se firmó. Avise a quien opera el sistema.",
  sesion: "Su sesión terminó. Entre otra vez en otra pestaña y vuelva a pulsar «Firmar»: su llave sigue abierta aquí.",
  intentos: "Hubo demasiados intentos seguidos. Espere cinco minutos y vuelva a pulsar «Firmar».",
  red: "El sitio no contestó. Lo ya firmado quedó firmado: revise su conexión y vuelva a pulsar «Firmar».",
  nada: "No hay nada que firmar: marque en «Por firmar» lo que ya leyó.",
};
