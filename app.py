"""The application. ``python app.py`` serves it; ``flask`` finds it here."""

from cstrain.factory import create_app

app = create_app()

if __name__ == "__main__":
    from cstrain.serve import serve

    serve(app)
